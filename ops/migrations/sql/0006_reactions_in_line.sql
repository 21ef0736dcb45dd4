-- Reactions of one serial key stand in line by the position of their cause; dead letters can be sent again.

ALTER TABLE work.reactions
    -- When the sweeper last sent it: what waits in the queue is not sent every two seconds.
    ADD COLUMN swept_at timestamptz,
    -- Attempts made before a person sent it again; the count itself never falls, because it fences the lease.
    ADD COLUMN attempts_before integer NOT NULL DEFAULT 0;

CREATE INDEX reactions_in_line ON work.reactions (org_id, serial_key, cause_position)
    WHERE state IN ('pending', 'running');
CREATE INDEX reactions_over ON work.reactions (finished_at) WHERE state IN ('done', 'dead');
CREATE INDEX reactions_dead ON work.reactions (org_id, cause_position, reaction_key) WHERE state = 'dead';
