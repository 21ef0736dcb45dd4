-- Many appends in one statement and one commit. The semantics of each are those of `ledger.append`; within one call
-- no stream and no command id may stand twice (the caller keeps the second for its next call).

CREATE FUNCTION ledger.chain_hash_after(e ledger.events, p_prev bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(
        p_prev || sha256(convert_to(e.data::text, 'UTF8')) || convert_to(concat_ws(E'\x1f',
            e.org_id, e.stream_id, e.stream_version, e.stream_type, e.position, e.event_id, e.topic, e.schema_version,
            e.actor_kind, e.actor_id, e.correlation_id, coalesce(e.causation_id::text, ''), e.command_id,
            coalesce(e.trace, ''), ledger.micros(e.occurred_at), ledger.micros(e.recorded_at)), 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION ledger.chain_hash(e ledger.events) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT ledger.chain_hash_after(e, e.prev_hash)
$$;

CREATE FUNCTION ledger.append_many(p_appends jsonb)
RETURNS TABLE (item integer, status text, version integer, at_position bigint, in_stream uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_groups smallint;
    v_group  integer;
    v_now    timestamptz;
BEGIN
    SELECT s.shard_groups INTO v_groups FROM ledger.settings s;
    FOR v_group IN
        SELECT DISTINCT ledger.shard_of((a ->> 'org_id')::uuid) % v_groups FROM jsonb_array_elements(p_appends) a ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, v_group);
    END LOOP;
    v_now := clock_timestamp();

    RETURN QUERY
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT row_number() OVER ()::integer AS n, r.*
        FROM jsonb_to_recordset(p_appends) AS r(
            org_id uuid, stream_id uuid, stream_type text, expected_version integer, command_id uuid, fingerprint text,
            actor_kind text, actor_id text, correlation_id uuid, causation_id uuid, trace text,
            occurred_at timestamptz, facts jsonb)
    ), judged AS MATERIALIZED (
        SELECT a.*, coalesce(s.version, 0) AS head, coalesce(s.last_hash, ''::bytea) AS last_hash,
            c.version AS first_version, c.position AS first_position, c.stream_id AS first_stream,
            CASE
                WHEN c.command_id IS NOT NULL AND c.fingerprint = a.fingerprint THEN 'duplicate'
                WHEN c.command_id IS NOT NULL THEN 'reused'
                WHEN coalesce(s.version, 0) <> a.expected_version OR s.org_id <> a.org_id
                    OR s.stream_type <> a.stream_type THEN 'conflict'
                ELSE 'appended'
            END AS verdict
        FROM asked a
        LEFT JOIN ledger.commands c ON c.org_id = a.org_id AND c.command_id = a.command_id
        LEFT JOIN ledger.streams s ON s.stream_id = a.stream_id
    ), ordered AS (
        SELECT j.n, x.ord::integer AS ord, x.fact
        FROM judged j CROSS JOIN LATERAL jsonb_array_elements(j.facts) WITH ORDINALITY AS x(fact, ord)
        WHERE j.verdict = 'appended'
        ORDER BY j.n, x.ord
    ), given AS MATERIALIZED (
        SELECT o.n, o.ord, nextval('ledger.positions') AS position, o.fact FROM ordered o
    ), unchained AS MATERIALIZED (
        SELECT g.n, g.ord, j.last_hash, ROW(
            j.org_id, j.stream_id, j.expected_version + g.ord, j.stream_type, ledger.shard_of(j.org_id), g.position,
            (g.fact ->> 'event_id')::uuid, g.fact ->> 'topic', (g.fact ->> 'schema_version')::smallint,
            g.fact -> 'data', j.actor_kind, j.actor_id, j.correlation_id, j.causation_id, j.command_id, j.trace,
            j.occurred_at, v_now, NULL::bytea, NULL::bytea)::ledger.events AS event
        FROM given g JOIN judged j ON j.n = g.n
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
        FROM settled t WHERE t.verdict = 'appended' AND t.facts > 0 ORDER BY t.org_id, t.stream_id
        ON CONFLICT ON CONSTRAINT streams_pkey DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash
    ), commands_in AS (
        INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
        SELECT t.org_id, t.command_id, t.fingerprint, t.stream_id, t.head + coalesce(t.facts, 0), t.position, v_now
        FROM settled t WHERE t.verdict = 'appended'
    )
    SELECT t.n, t.verdict,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_version ELSE t.head + coalesce(t.facts, 0) END,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_position ELSE t.position END,
        CASE WHEN t.verdict IN ('duplicate', 'reused') THEN t.first_stream ELSE t.stream_id END
    FROM settled t;
END
$$;

DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('append_many', 'chain_hash_after') LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO adscale_owner', v_name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO adscale_app', v_name);
    END LOOP;
END
$$;
