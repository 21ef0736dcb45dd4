-- How long a reaction waits follows from how often it failed, and not from how often its worker was killed.
ALTER TABLE work.reactions
    -- Tries that ended with an error, since it was written or since a person sent it again.
    ADD COLUMN failures integer NOT NULL DEFAULT 0;
