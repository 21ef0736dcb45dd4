-- Many appends in one statement and one commit. The semantics of each are those of `ledger.append`; within one call
-- no stream and no command id may stand twice (the caller keeps the second for its next call). Appends are numbered
-- from 1 by their place in the first twelve arrays; the last six hold the facts of all of them, each with its append's
-- number and its own within the append.
CREATE FUNCTION ledger.append_many(
    p_orgs uuid[], p_streams uuid[], p_types text[], p_expected integer[], p_commands uuid[], p_fingerprints text[],
    p_actor_kinds text[], p_actor_ids text[], p_correlations uuid[], p_causations uuid[], p_traces text[],
    p_occurred timestamptz[],
    p_items integer[], p_ords integer[], p_fact_ids uuid[], p_topics text[], p_schema_versions smallint[], p_data text[])
RETURNS TABLE (item integer, status text, version integer, at_position bigint, in_stream uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
-- Planned once: the parameters tell a planner nothing, and planning costs more than the work.
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_groups smallint;
    v_group  integer;
    v_now    timestamptz;
BEGIN
    LOOP  -- The number of groups may have changed while a lock was waited for.
        SELECT s.shard_groups INTO v_groups FROM ledger.settings s;
        -- In the order of groups, so that two writers cannot wait for each other.
        FOR v_group IN SELECT DISTINCT ledger.shard_of(o) % v_groups FROM unnest(p_orgs) o ORDER BY 1 LOOP
            PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, v_group);
        END LOOP;
        EXIT WHEN v_groups = (SELECT s.shard_groups FROM ledger.settings s);
    END LOOP;
    v_now := clock_timestamp();

    RETURN QUERY
    WITH RECURSIVE judged AS MATERIALIZED (
        SELECT a.*, coalesce(s.version, 0) AS head, coalesce(s.last_hash, ''::bytea) AS last_hash,
            c.version AS first_version, c.position AS first_position, c.stream_id AS first_stream,
            CASE
                WHEN c.command_id IS NOT NULL AND c.fingerprint = a.fingerprint THEN 'duplicate'
                WHEN c.command_id IS NOT NULL THEN 'reused'
                WHEN coalesce(s.version, 0) <> a.expected_version OR s.org_id <> a.org_id
                    OR s.stream_type <> a.stream_type THEN 'conflict'
                ELSE 'appended'
            END AS verdict
        FROM unnest(p_orgs, p_streams, p_types, p_expected, p_commands, p_fingerprints, p_actor_kinds, p_actor_ids,
                p_correlations, p_causations, p_traces, p_occurred) WITH ORDINALITY
            AS a(org_id, stream_id, stream_type, expected_version, command_id, fingerprint, actor_kind, actor_id,
                 correlation_id, causation_id, trace, occurred_at, n)
        LEFT JOIN ledger.commands c ON c.org_id = a.org_id AND c.command_id = a.command_id
        LEFT JOIN ledger.streams s ON s.stream_id = a.stream_id
    ), unchained AS MATERIALIZED (
        SELECT f.n, f.ord, j.last_hash, ROW(
            j.org_id, j.stream_id, j.expected_version + f.ord, j.stream_type, ledger.shard_of(j.org_id),
            nextval('ledger.positions'), f.fact_id, f.topic, f.schema_version,
            f.data::jsonb, j.actor_kind, j.actor_id, j.correlation_id, j.causation_id, j.command_id, j.trace,
            j.occurred_at, v_now, NULL::bytea, NULL::bytea)::ledger.events AS event
        FROM unnest(p_items, p_ords, p_fact_ids, p_topics, p_schema_versions, p_data)
            AS f(n, ord, fact_id, topic, schema_version, data)
        JOIN judged j ON j.n = f.n AND j.verdict = 'appended'
    ), chained AS (
        SELECT u.n, u.ord, u.event, u.last_hash AS prev_hash, ledger.chain_hash_after(u.event, u.last_hash) AS hash
        FROM unchained u WHERE u.ord = 1
        UNION ALL
        SELECT u.n, u.ord, u.event, c.hash, ledger.chain_hash_after(u.event, c.hash)
        FROM chained c JOIN unchained u ON u.n = c.n AND u.ord = c.ord + 1
    ), events_in AS (
        INSERT INTO ledger.events
        SELECT (c.event).org_id, (c.event).stream_id, (c.event).stream_version, (c.event).stream_type,
            (c.event).shard, (c.event).position, (c.event).event_id, (c.event).topic, (c.event).schema_version,
            (c.event).data, (c.event).actor_kind, (c.event).actor_id, (c.event).correlation_id,
            (c.event).causation_id, (c.event).command_id, (c.event).trace, (c.event).occurred_at,
            (c.event).recorded_at, c.prev_hash, c.hash
        FROM chained c
    ), last_links AS MATERIALIZED (
        SELECT DISTINCT ON (c.n) c.n, c.ord, c.hash, (c.event).position AS position
        FROM chained c ORDER BY c.n, c.ord DESC
    ), settled AS MATERIALIZED (
        SELECT j.n, j.verdict, j.org_id, j.stream_id, j.stream_type, j.command_id, j.fingerprint,
            j.head, j.first_version, j.first_position, j.first_stream, l.ord AS facts, l.hash,
            coalesce(l.position, (
                SELECT e.position FROM ledger.events e
                WHERE e.org_id = j.org_id AND e.stream_id = j.stream_id AND e.stream_version = j.head), 0) AS position
        FROM judged j
        LEFT JOIN last_links l ON l.n = j.n
    ), streams_in AS (
        INSERT INTO ledger.streams AS s (org_id, stream_id, stream_type, version, last_hash, created_at)
        SELECT t.org_id, t.stream_id, t.stream_type, t.head + t.facts, t.hash, v_now
        FROM settled t WHERE t.verdict = 'appended' AND t.facts > 0
        ON CONFLICT ON CONSTRAINT streams_pkey DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash
    ), commands_in AS (
        INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
        SELECT t.org_id, t.command_id, t.fingerprint, t.stream_id, t.head + coalesce(t.facts, 0), t.position, v_now
        FROM settled t WHERE t.verdict = 'appended'
    )
    SELECT t.n::int, t.verdict,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_version ELSE t.head + coalesce(t.facts, 0) END,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_position ELSE t.position END,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_stream ELSE t.stream_id END
    FROM settled t;
END
$$;

ALTER FUNCTION ledger.append_many(uuid[], uuid[], text[], integer[], uuid[], text[], text[], text[], uuid[], uuid[], text[], timestamptz[],
    integer[], integer[], uuid[], text[], smallint[], text[]) OWNER TO adscale_owner;
REVOKE ALL ON FUNCTION ledger.append_many(uuid[], uuid[], text[], integer[], uuid[], text[], text[], text[], uuid[], uuid[], text[], timestamptz[],
    integer[], integer[], uuid[], text[], smallint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append_many(uuid[], uuid[], text[], integer[], uuid[], text[], text[], text[], uuid[], uuid[], text[], timestamptz[],
    integer[], integer[], uuid[], text[], smallint[], text[]) TO adscale_app;

-- Online: every writer is kept out for the moment of the change, and asks for the number again once it is let in.
CREATE FUNCTION ledger.change_shard_groups(p_groups smallint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    FOR v_group IN 0..63 LOOP
        PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, v_group);
    END LOOP;
    UPDATE ledger.settings SET shard_groups = p_groups;
END
$$;

ALTER FUNCTION ledger.change_shard_groups(smallint) OWNER TO adscale_owner;
REVOKE ALL ON FUNCTION ledger.change_shard_groups(smallint) FROM PUBLIC;
