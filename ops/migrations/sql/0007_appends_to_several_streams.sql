-- The turn of a transaction to append to some organizations' streams, held to its end: positions are given under it.
CREATE FUNCTION ledger.take_turns(p_orgs uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    v_groups smallint;
    v_group  integer;
BEGIN
    LOOP
        BEGIN
            SELECT s.shard_groups INTO v_groups FROM ledger.settings s;
            -- In the order of groups, so that two writers cannot wait for each other.
            FOR v_group IN SELECT DISTINCT ledger.shard_of(o) % v_groups FROM unnest(p_orgs) o ORDER BY 1 LOOP
                PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, v_group);
            END LOOP;
            EXIT WHEN v_groups = (SELECT s.shard_groups FROM ledger.settings s);
            -- The number of groups has changed meanwhile. To ask for other locks while these are held could end with
            -- two writers waiting for each other: what ends this block with an error gives them back.
            RAISE SQLSTATE 'AD5CA';
        EXCEPTION WHEN SQLSTATE 'AD5CA' THEN
            NULL;
        END;
    END LOOP;
END
$$;

-- Many appends in one statement and one commit, an append to one stream or to several, all or none. The semantics of
-- each are those of `ledger.append`; within one call no stream and no command id may stand twice, but for the parts of
-- one append (the caller keeps a second append for its next call).
--
-- A part is what an append adds to one stream: the first fourteen arrays hold one row a part, the parts of an append
-- side by side under its number in `p_appends`, the one that its command is answered with first. The last six arrays
-- hold the facts of all parts, each with its part's place in the arrays (from 1) and its own within the part.
CREATE FUNCTION ledger.append_many(
    p_appends integer[], p_counts integer[],
    p_orgs uuid[], p_streams uuid[], p_types text[], p_expected integer[], p_commands uuid[], p_fingerprints text[],
    p_actor_kinds text[], p_actor_ids text[], p_correlations uuid[], p_causations uuid[], p_traces text[],
    p_occurred timestamptz[],
    p_parts integer[], p_ords integer[], p_fact_ids uuid[], p_topics text[], p_schema_versions smallint[], p_data text[])
RETURNS TABLE (item integer, status text, version integer, at_position bigint, in_stream uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
-- Planned once: the parameters tell a planner nothing, and planning costs more than the work. A plan made while the
-- tables are small must also serve when they are large: `OFFSET 0` and no sequential scans make it look rows up.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_now timestamptz;
BEGIN
    PERFORM ledger.take_turns(p_orgs);
    v_now := clock_timestamp();

    RETURN QUERY
    WITH RECURSIVE known AS MATERIALIZED (
        SELECT a.*, coalesce(s.version, 0) AS head, coalesce(s.last_hash, ''::bytea) AS last_hash,
            coalesce(s.version, 0) <> a.expected_version OR s.org_id <> a.org_id OR s.stream_type <> a.stream_type
                AS is_stale,
            c.fingerprint AS first_fingerprint, c.version AS first_version, c.position AS first_position,
            c.stream_id AS first_stream
        FROM unnest(p_appends, p_counts, p_orgs, p_streams, p_types, p_expected, p_commands, p_fingerprints,
                p_actor_kinds, p_actor_ids, p_correlations, p_causations, p_traces, p_occurred) WITH ORDINALITY
            AS a(append, facts, org_id, stream_id, stream_type, expected_version, command_id, fingerprint,
                 actor_kind, actor_id, correlation_id, causation_id, trace, occurred_at, n)
        LEFT JOIN LATERAL (
            SELECT * FROM ledger.commands l WHERE l.org_id = a.org_id AND l.command_id = a.command_id OFFSET 0) c ON true
        LEFT JOIN LATERAL (SELECT * FROM ledger.streams l WHERE l.stream_id = a.stream_id OFFSET 0) s ON true
    ), judged AS MATERIALIZED (
        SELECT k.*, row_number() OVER append AS part,
            CASE
                WHEN k.first_fingerprint = k.fingerprint THEN 'duplicate'
                WHEN k.first_fingerprint IS NOT NULL THEN 'reused'
                WHEN bool_or(k.is_stale) OVER (PARTITION BY k.append) THEN 'conflict'
                ELSE 'appended'
            END AS verdict
        FROM known k
        WINDOW append AS (PARTITION BY k.append ORDER BY k.n)
    ), unchained AS MATERIALIZED (
        SELECT w.n, w.ord, w.last_hash, ROW(
            w.org_id, w.stream_id, w.expected_version + w.ord, w.stream_type, ledger.shard_of(w.org_id),
            nextval('ledger.positions'), w.fact_id, w.topic, w.schema_version,
            w.data::jsonb, w.actor_kind, w.actor_id, w.correlation_id, w.causation_id, w.command_id, w.trace,
            w.occurred_at, v_now, NULL::bytea, NULL::bytea)::ledger.events AS event
        FROM (  -- In the order of the arrays, whatever the join: within a stream, position order is version order.
            SELECT j.*, f.ord, f.fact_id, f.topic, f.schema_version, f.data
            FROM unnest(p_parts, p_ords, p_fact_ids, p_topics, p_schema_versions, p_data)
                AS f(n, ord, fact_id, topic, schema_version, data)
            JOIN judged j ON j.n = f.n AND j.verdict = 'appended'
            ORDER BY f.n, f.ord
            OFFSET 0) w
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
    ), settled AS MATERIALIZED (
        SELECT j.*, l.hash, max(coalesce((l.event).position, (
                SELECT e.position FROM ledger.events e
                WHERE e.org_id = j.org_id AND e.stream_id = j.stream_id AND e.stream_version = j.head), 0))
            OVER (PARTITION BY j.append) AS position  -- Who has read up to there has read all parts.
        FROM judged j
        LEFT JOIN chained l ON l.n = j.n AND l.ord = j.facts
    ), streams_in AS (
        INSERT INTO ledger.streams AS s (org_id, stream_id, stream_type, version, last_hash, created_at)
        SELECT t.org_id, t.stream_id, t.stream_type, t.head + t.facts, t.hash, v_now
        FROM settled t WHERE t.verdict = 'appended' AND t.facts > 0
        ON CONFLICT ON CONSTRAINT streams_pkey DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash
    ), commands_in AS (
        INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
        SELECT t.org_id, t.command_id, t.fingerprint, t.stream_id, t.head + t.facts, t.position, v_now
        FROM settled t WHERE t.verdict = 'appended' AND t.part = 1
    )
    SELECT t.append, t.verdict,
        CASE WHEN t.first_stream IS NOT NULL THEN t.first_version WHEN t.verdict = 'appended' THEN t.head + t.facts
            ELSE t.head END,
        coalesce(t.first_position, t.position), coalesce(t.first_stream, t.stream_id)
    FROM settled t WHERE t.part = 1;
END
$$;

DO $$
DECLARE
    v_old text := 'ledger.append_many(uuid[], uuid[], text[], integer[], uuid[], text[], text[], text[], uuid[], uuid[],'
        ' text[], timestamptz[], integer[], integer[], uuid[], text[], smallint[], text[])';
    v_new text := (SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname = 'append_many' AND p.pronargs = 20);
BEGIN
    EXECUTE 'DROP FUNCTION ' || v_old;
    ALTER FUNCTION ledger.take_turns(uuid[]) OWNER TO adscale_owner;
    REVOKE ALL ON FUNCTION ledger.take_turns(uuid[]) FROM PUBLIC;
    EXECUTE format('ALTER FUNCTION %s OWNER TO adscale_owner', v_new);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_new);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO adscale_app', v_new);
END
$$;

-- As before, but that it takes its turn like the others, and looks rows up like them.
CREATE OR REPLACE FUNCTION ledger.append(
    p_append jsonb, OUT status text, OUT version integer, OUT at_position bigint, OUT stream_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
    v_org     uuid        := p_append ->> 'org_id';
    v_stream  uuid        := p_append ->> 'stream_id';
    v_shard   smallint    := ledger.shard_of(v_org);
    v_command ledger.commands;
    v_head    ledger.streams;
    v_fact    jsonb;
    v_event   ledger.events;
    v_now     timestamptz;
BEGIN
    PERFORM ledger.take_turns(ARRAY[v_org]);

    SELECT * INTO v_command FROM ledger.commands c
        WHERE c.org_id = v_org AND c.command_id = (p_append ->> 'command_id')::uuid;
    IF FOUND THEN
        status := CASE WHEN v_command.fingerprint = p_append ->> 'fingerprint' THEN 'duplicate' ELSE 'reused' END;
        version := v_command.version;
        at_position := v_command.position;
        stream_id := v_command.stream_id;
        RETURN;
    END IF;

    stream_id := v_stream;
    SELECT * INTO v_head FROM ledger.streams s WHERE s.stream_id = v_stream;
    version := coalesce(v_head.version, 0);
    IF version <> (p_append ->> 'expected_version')::int
        OR v_head.org_id <> v_org OR v_head.stream_type <> p_append ->> 'stream_type' THEN
        status := 'conflict';
        RETURN;
    END IF;

    v_now := clock_timestamp();
    v_event.hash := coalesce(v_head.last_hash, ''::bytea);
    v_event.org_id := v_org;
    v_event.stream_id := v_stream;
    v_event.stream_type := p_append ->> 'stream_type';
    v_event.shard := v_shard;
    v_event.actor_kind := p_append ->> 'actor_kind';
    v_event.actor_id := p_append ->> 'actor_id';
    v_event.correlation_id := p_append ->> 'correlation_id';
    v_event.causation_id := p_append ->> 'causation_id';
    v_event.command_id := p_append ->> 'command_id';
    v_event.trace := p_append ->> 'trace';
    v_event.occurred_at := p_append ->> 'occurred_at';
    v_event.recorded_at := v_now;
    FOR v_fact IN SELECT f FROM jsonb_array_elements(p_append -> 'facts') WITH ORDINALITY AS x(f, n) ORDER BY n LOOP
        version := version + 1;
        v_event.stream_version := version;
        v_event.position := nextval('ledger.positions');
        v_event.event_id := v_fact ->> 'event_id';
        v_event.topic := v_fact ->> 'topic';
        v_event.schema_version := v_fact ->> 'schema_version';
        v_event.data := v_fact -> 'data';
        v_event.prev_hash := v_event.hash;
        v_event.hash := ledger.chain_hash(v_event);
        INSERT INTO ledger.events SELECT v_event.*;
    END LOOP;

    IF version > coalesce(v_head.version, 0) THEN
        INSERT INTO ledger.streams AS s (org_id, stream_id, stream_type, version, last_hash, created_at)
            VALUES (v_org, v_stream, v_event.stream_type, append.version, v_event.hash, v_now)
            ON CONFLICT ON CONSTRAINT streams_pkey
            DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash;
        at_position := v_event.position;
    ELSE
        SELECT coalesce(max(e.position), 0) INTO at_position FROM ledger.events e
            WHERE e.org_id = v_org AND e.stream_id = v_stream;
    END IF;
    INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
        VALUES (v_org, v_event.command_id, p_append ->> 'fingerprint', v_stream, append.version, append.at_position, v_now);
    status := 'appended';
END
$$;
