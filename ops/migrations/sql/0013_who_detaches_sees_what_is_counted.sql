-- A month is detached in the owner's name, and only once its figures are counted.
GRANT USAGE ON SCHEMA work TO adscale_owner;
GRANT SELECT ON work.live_checkpoints TO adscale_owner;
