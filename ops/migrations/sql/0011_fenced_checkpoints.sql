-- Moves a checkpoint past what was taken, and counts that, in one transaction with the rows, if not in one statement:
-- whoever has lost the lease is refused with an error (AD5CB), and so is all that it would have written with it.
CREATE FUNCTION work.move_checkpoint(
    p_projection text, p_version integer, p_group smallint, p_epoch bigint, p_position bigint,
    p_windows bigint[], p_facts bigint[])
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE work.checkpoints c SET position = p_position, updated_at = clock_timestamp()
        WHERE c.projection = p_projection AND c.version = p_version AND c.shard_group = p_group AND c.epoch = p_epoch;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% of version % is no longer at epoch %.', p_projection, p_version, p_epoch
            USING ERRCODE = 'AD5CB';
    END IF;
    INSERT INTO work.processed AS p (projection, version, shard_group, "window", facts)
        SELECT p_projection, p_version, p_group, w.number, w.facts
        FROM unnest(p_windows, p_facts) AS w (number, facts)
        ON CONFLICT ON CONSTRAINT processed_pkey DO UPDATE SET facts = p.facts + excluded.facts;
END
$$;

REVOKE ALL ON FUNCTION work.move_checkpoint(text, integer, smallint, bigint, bigint, bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work.move_checkpoint(text, integer, smallint, bigint, bigint, bigint[], bigint[])
    TO adscale_app;
