-- A shard group has two locks. In its turn (x'ad5ca1f') a writer reads heads and gives positions. Under its commit
-- lock (x'ad5ca1e') it commits, and holds that until its facts can be seen. Before its commit it takes the one and then
-- gives the other away: the next writer works while the disk is flushed, and yet commits after it. So commit order is
-- position order, and no fact is seen before it is durable.
--
-- All turns come before all commit locks, and each kind in the order of groups: nobody waits in a circle.

DROP FUNCTION ledger.take_turns(uuid[]);

-- The groups of some organizations, once it is our turn in each: until `give_turns`, also beyond the transaction.
CREATE FUNCTION ledger.take_turns(p_orgs uuid[]) RETURNS integer[]
LANGUAGE plpgsql AS $$
DECLARE
    v_count  smallint;
    v_groups integer[];
BEGIN
    LOOP
        SELECT s.shard_groups, CASE s.shard_groups WHEN 1 THEN '{0}'::integer[] ELSE
                ARRAY(SELECT DISTINCT ledger.shard_of(o) % s.shard_groups FROM unnest(p_orgs) o ORDER BY 1) END
            INTO v_count, v_groups FROM ledger.settings s;
        PERFORM pg_advisory_lock(x'ad5ca1f'::int, g) FROM unnest(v_groups) g;
        EXIT WHEN v_count = (SELECT s.shard_groups FROM ledger.settings s);
        -- The number of groups has changed meanwhile. To ask for other turns while these are ours could end with two
        -- writers waiting for each other.
        PERFORM ledger.give_turns(v_groups);
    END LOOP;
    RETURN v_groups;
END
$$;

CREATE FUNCTION ledger.give_turns(p_groups integer[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_unlock(x'ad5ca1f'::int, g) FROM unnest(p_groups) g;
END
$$;

-- What an error leaves of our turns, wherever it struck.
CREATE FUNCTION ledger.give_turns_left() RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
    SELECT ledger.give_turns(array_agg(l.objid::integer)) FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.classid = x'ad5ca1f'::int::oid AND l.pid = pg_backend_pid() AND l.granted
$$;

-- Returns when all that was given a position before can be seen, and nobody else commits before our transaction's end.
CREATE FUNCTION ledger.stand_before_commit(p_groups integer[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, g) FROM unnest(p_groups) g;
END
$$;

-- The number of groups, and a position that no fact of a group can any longer come to stand before.
CREATE FUNCTION ledger.quiet_head(p_group integer, OUT group_count smallint, OUT head bigint)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(x'ad5ca1f'::int, p_group);
    PERFORM pg_advisory_xact_lock_shared(x'ad5ca1e'::int, p_group);
    SELECT s.shard_groups, (SELECT coalesce(max(e.position), 0) FROM ledger.events e) INTO group_count, head
        FROM ledger.settings s;
END
$$;

-- Online: every writer is kept out for the moment of the change, and asks for the number again once it is let in.
CREATE OR REPLACE FUNCTION ledger.change_shard_groups(p_groups smallint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(x'ad5ca1f'::int, g) FROM generate_series(0, 63) g;
    PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, g) FROM generate_series(0, 63) g;
    UPDATE ledger.settings SET shard_groups = p_groups;
END
$$;

-- As they are; but what calls itself immutable and converts texts is called row by row, and what is stable becomes part
-- of the query that asks for it.
ALTER FUNCTION ledger.chain_hash_after(ledger.events, bytea) STABLE;
ALTER FUNCTION ledger.chain_hash(ledger.events) STABLE;

-- Many appends in one statement and one commit, an append to one stream or to several, all or none. The semantics of
-- each are those of `ledger.append`; within one call no stream and no command id may stand twice, but for the parts of
-- one append (the caller keeps a second append for its next call). It is the caller's turn. Facts that cannot be seen
-- yet, of whoever had the turn before, make a unique violation where they are of the same stream or command.
--
-- A part is what an append adds to one stream: the first fourteen arrays hold one row a part, the parts of an append
-- side by side under its number in `p_appends`, the one that its command is answered with first. The last six arrays
-- hold the facts of all parts, each with its part's place in the arrays (from 1) and its own within the part.
CREATE FUNCTION ledger.append_in_turn(
    p_appends integer[], p_counts integer[],
    p_orgs uuid[], p_streams uuid[], p_types text[], p_expected integer[], p_commands uuid[], p_fingerprints text[],
    p_actor_kinds text[], p_actor_ids text[], p_correlations uuid[], p_causations uuid[], p_traces text[],
    p_occurred timestamptz[],
    p_parts integer[], p_ords integer[], p_fact_ids uuid[], p_topics text[], p_schema_versions smallint[], p_data text[])
RETURNS TABLE (item integer, status text, version integer, at_position bigint, in_stream uuid)
LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz := clock_timestamp();
BEGIN
    RETURN QUERY
    WITH RECURSIVE known AS MATERIALIZED (
        SELECT a.*, coalesce(s.version, 0) AS head, coalesce(s.last_hash, ''::bytea) AS last_hash,
            coalesce(s.version, 0) <> a.expected_version OR s.org_id <> a.org_id OR s.stream_type <> a.stream_type
                AS is_stale,
            p_appends[a.n - 1] IS DISTINCT FROM a.append AS is_first, p_appends[a.n + 1] = a.append AS goes_on,
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
        SELECT k.*, CASE
                WHEN k.first_fingerprint = k.fingerprint THEN 'duplicate'
                WHEN k.first_fingerprint IS NOT NULL THEN 'reused'
                WHEN k.is_stale THEN 'conflict'
                WHEN k.is_first AND k.goes_on IS NOT TRUE THEN 'appended'
                WHEN EXISTS (SELECT FROM known o WHERE o.append = k.append AND o.is_stale) THEN 'conflict'
                ELSE 'appended'
            END AS verdict
        FROM known k
    ), placed AS MATERIALIZED (
        SELECT w.*, nextval('ledger.positions') AS position
        FROM (  -- In the order of the arrays, whatever the join: within a stream, position order is version order.
            SELECT j.n, j.append, j.facts, f.ord, j.org_id, j.stream_id, j.expected_version + f.ord AS stream_version,
                j.stream_type, f.fact_id, f.topic, f.schema_version, f.data::jsonb, j.actor_kind, j.actor_id,
                j.correlation_id, j.causation_id, j.command_id, j.trace, j.occurred_at, j.last_hash
            FROM unnest(p_parts, p_ords, p_fact_ids, p_topics, p_schema_versions, p_data)
                AS f(n, ord, fact_id, topic, schema_version, data)
            JOIN judged j ON j.n = f.n AND j.verdict = 'appended'
            ORDER BY f.n, f.ord
            OFFSET 0) w
    ), first_links AS MATERIALIZED (
        SELECT p.*, p.last_hash AS prev_hash, ledger.chain_hash_after(
                ROW(p.org_id, p.stream_id, p.stream_version, p.stream_type, NULL, p.position, p.fact_id, p.topic,
                    p.schema_version, p.data, p.actor_kind, p.actor_id, p.correlation_id, p.causation_id, p.command_id,
                    p.trace, p.occurred_at, v_now, NULL, NULL)::ledger.events, p.last_hash) AS hash
        FROM placed p WHERE p.ord = 1
    ), links AS (
        SELECT f.* FROM first_links f WHERE f.facts > 1
        UNION ALL
        SELECT p.*, l.hash, ledger.chain_hash_after(
                ROW(p.org_id, p.stream_id, p.stream_version, p.stream_type, NULL, p.position, p.fact_id, p.topic,
                    p.schema_version, p.data, p.actor_kind, p.actor_id, p.correlation_id, p.causation_id, p.command_id,
                    p.trace, p.occurred_at, v_now, NULL, NULL)::ledger.events, l.hash)
        FROM links l JOIN placed p ON p.n = l.n AND p.ord = l.ord + 1
    ), chained AS MATERIALIZED (
        SELECT f.* FROM first_links f UNION ALL SELECT l.* FROM links l WHERE l.ord > 1
    ), events_in AS (
        INSERT INTO ledger.events
        SELECT c.org_id, c.stream_id, c.stream_version, c.stream_type, ledger.shard_of(c.org_id), c.position, c.fact_id,
            c.topic, c.schema_version, c.data, c.actor_kind, c.actor_id, c.correlation_id, c.causation_id, c.command_id,
            c.trace, c.occurred_at, v_now, c.prev_hash, c.hash
        FROM chained c
    ), streams_in AS (
        INSERT INTO ledger.streams AS s (org_id, stream_id, stream_type, version, last_hash, created_at)
        SELECT c.org_id, c.stream_id, c.stream_type, c.stream_version, c.hash, v_now FROM chained c WHERE c.ord = c.facts
        ON CONFLICT ON CONSTRAINT streams_pkey DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash
    ), answered AS MATERIALIZED (
        SELECT j.*, CASE WHEN j.verdict = 'appended' THEN j.head + j.facts ELSE j.head END AS own_version,
            coalesce(l.position, (
                SELECT e.position FROM ledger.events e
                WHERE e.org_id = j.org_id AND e.stream_id = j.stream_id AND e.stream_version = j.head), 0) AS own_position
        FROM judged j
        -- Who has read up to there has read all parts.
        LEFT JOIN (SELECT c.append, max(c.position) AS position FROM chained c GROUP BY c.append) l
            ON l.append = j.append
        WHERE j.is_first
    ), commands_in AS (
        INSERT INTO ledger.commands (org_id, command_id, fingerprint, stream_id, version, position, recorded_at)
        SELECT t.org_id, t.command_id, t.fingerprint, t.stream_id, t.own_version, t.own_position, v_now
        FROM answered t WHERE t.verdict = 'appended'
    )
    SELECT t.append, t.verdict, coalesce(t.first_version, t.own_version), coalesce(t.first_position, t.own_position),
        coalesce(t.first_stream, t.stream_id)
    FROM answered t;
END
$$;

CREATE OR REPLACE FUNCTION ledger.append_many(
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
    v_groups integer[];
BEGIN
    v_groups := ledger.take_turns(p_orgs);
    IF 0 = ANY (p_counts) THEN
        -- A part that adds no fact holds a stream to its version, and there is no key for it to violate.
        PERFORM ledger.stand_before_commit(v_groups);
    END IF;
    BEGIN
        RETURN QUERY SELECT * FROM ledger.append_in_turn(
            p_appends, p_counts, p_orgs, p_streams, p_types, p_expected, p_commands, p_fingerprints, p_actor_kinds,
            p_actor_ids, p_correlations, p_causations, p_traces, p_occurred, p_parts, p_ords, p_fact_ids, p_topics,
            p_schema_versions, p_data);
    EXCEPTION WHEN unique_violation THEN
        PERFORM ledger.stand_before_commit(v_groups);
        RETURN QUERY SELECT * FROM ledger.append_in_turn(
            p_appends, p_counts, p_orgs, p_streams, p_types, p_expected, p_commands, p_fingerprints, p_actor_kinds,
            p_actor_ids, p_correlations, p_causations, p_traces, p_occurred, p_parts, p_ords, p_fact_ids, p_topics,
            p_schema_versions, p_data);
    END;
    PERFORM ledger.stand_before_commit(v_groups);
    PERFORM ledger.give_turns(v_groups);
EXCEPTION WHEN OTHERS OR query_canceled THEN
    PERFORM ledger.give_turns_left();
    RAISE;
END
$$;

DO $$
DECLARE
    v_function text;
BEGIN
    FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('take_turns', 'give_turns', 'give_turns_left',
            'stand_before_commit', 'quiet_head', 'append_in_turn')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO adscale_owner', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    GRANT EXECUTE ON FUNCTION ledger.quiet_head(integer) TO adscale_app;
END
$$;

-- As before, but for its turn.
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
    v_groups  integer[];
BEGIN
    BEGIN
        v_groups := ledger.take_turns(ARRAY[v_org]);
        -- Whatever else the transaction does, its turn lasts to its end.
        PERFORM pg_advisory_xact_lock(x'ad5ca1f'::int, g) FROM unnest(v_groups) g;
        PERFORM ledger.give_turns(v_groups);
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        PERFORM ledger.give_turns_left();
        RAISE;
    END;
    PERFORM ledger.stand_before_commit(v_groups);

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
