-- Projections by shard group, counted by windows of positions, and rebuilt beside the live tables.

-- A checkpoint belongs to one of `shard_groups` groups. When their number changes, new checkpoints begin at the least
-- of the old ones, rounded down to a window, so that the counts below stay exact.
ALTER TABLE work.checkpoints
    ADD COLUMN shard_groups smallint NOT NULL DEFAULT 1 CHECK (shard_groups BETWEEN 1 AND 64),
    ADD COLUMN counted_from bigint   NOT NULL DEFAULT 0;
UPDATE work.checkpoints SET
    position     = greatest((position + 1) / 1000 * 1000 - 1, 0),
    counted_from = greatest((position + 1) / 1000 * 1000 - 1, 0);

-- How many of the facts that it wants a projection has taken in each window of 1,000 positions: what lag cannot see.
CREATE TABLE work.processed (
    projection  text     NOT NULL,
    version     integer  NOT NULL,
    shard_group smallint NOT NULL,
    "window"    bigint   NOT NULL,
    facts       bigint   NOT NULL,
    PRIMARY KEY (projection, version, shard_group, "window")
);

-- Which version of its tables a projection serves (live), builds (next) and can go back to (previous). `shape` is the
-- version of the code that writes them. A build of one organization's rows names it.
CREATE TABLE work.projections (
    projection text        NOT NULL,
    place      text        NOT NULL CHECK (place IN ('live', 'next', 'previous')),
    version    integer     NOT NULL,
    shape      integer     NOT NULL,
    org_id     uuid,
    since      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, place)
);
INSERT INTO work.projections (projection, place, version, shape)
    SELECT projection, 'live', max(version), max(version) FROM work.checkpoints GROUP BY projection;

CREATE VIEW work.live_checkpoints AS
    SELECT c.* FROM work.checkpoints c
    JOIN work.projections p ON p.projection = c.projection AND p.version = c.version AND p.place = 'live';

GRANT SELECT, INSERT, UPDATE, DELETE ON work.processed, work.projections TO adscale_app;
GRANT SELECT ON work.live_checkpoints TO adscale_app;

-- The live tables are in `read_models`. A swap moves tables between schemas, indexes and all: nothing is copied.
CREATE SCHEMA read_models_next;
CREATE SCHEMA read_models_previous;
CREATE SCHEMA read_models_moving;
GRANT USAGE, CREATE ON SCHEMA read_models_next TO adscale_app;
GRANT USAGE ON SCHEMA read_models_previous TO adscale_app;

-- These run as the role that migrates, because it owns the read tables, and new ones become its own.
CREATE FUNCTION work.move_tables(p_tables text[], p_from text, p_to text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN SELECT t FROM unnest(p_tables) AS t ORDER BY t LOOP
        EXECUTE format('ALTER TABLE %I.%I OWNER TO CURRENT_USER', p_from, v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I.%I TO adscale_app', p_from, v_table);
        EXECUTE format('ALTER TABLE %I.%I SET SCHEMA %I', p_from, v_table, p_to);
    END LOOP;
END
$$;

CREATE FUNCTION work.drop_tables(p_tables text[], p_place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_table text;
BEGIN
    IF p_place NOT IN ('read_models_next', 'read_models_previous') THEN
        RAISE EXCEPTION 'The tables of % are not to be dropped.', p_place;
    END IF;
    FOREACH v_table IN ARRAY p_tables LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', p_place, v_table);
    END LOOP;
END
$$;

CREATE FUNCTION work.swap_in(p_tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM work.drop_tables(p_tables, 'read_models_previous');
    PERFORM work.move_tables(p_tables, 'read_models', 'read_models_previous');
    PERFORM work.move_tables(p_tables, 'read_models_next', 'read_models');
END
$$;

CREATE FUNCTION work.swap_back(p_tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM work.move_tables(p_tables, 'read_models', 'read_models_moving');
    PERFORM work.move_tables(p_tables, 'read_models_previous', 'read_models');
    PERFORM work.move_tables(p_tables, 'read_models_moving', 'read_models_previous');
END
$$;

REVOKE ALL ON FUNCTION work.move_tables(text[], text, text), work.drop_tables(text[], text),
    work.swap_in(text[]), work.swap_back(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work.drop_tables(text[], text), work.swap_in(text[]), work.swap_back(text[]) TO adscale_app;
