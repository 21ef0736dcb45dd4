-- The ledger: append-only facts, the heads of their streams, and the commands that were answered.
-- Shapes here are final: what comes later adds, it does not change keys.

CREATE SCHEMA ledger;
CREATE SCHEMA performance;
CREATE SCHEMA vault;
CREATE SCHEMA identity;
CREATE SCHEMA work;
CREATE SCHEMA read_models;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'adscale_owner') THEN
        CREATE ROLE adscale_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'adscale_app') THEN
        CREATE ROLE adscale_app NOLOGIN;
    END IF;
END
$$;
GRANT adscale_owner, adscale_app TO CURRENT_USER;

CREATE SEQUENCE ledger.positions AS bigint;

-- `shard` (0 to 63) is fixed by the organization. How many groups the shards form for order and locks is a setting.
CREATE TABLE ledger.events (
    org_id         uuid        NOT NULL,
    stream_id      uuid        NOT NULL,
    stream_version integer     NOT NULL CHECK (stream_version > 0),
    stream_type    text        NOT NULL,
    shard          smallint    NOT NULL CHECK (shard BETWEEN 0 AND 63),
    position       bigint      NOT NULL,
    event_id       uuid        NOT NULL,
    topic          text        NOT NULL,
    schema_version smallint    NOT NULL,
    data           jsonb       NOT NULL,
    actor_kind     text        NOT NULL,
    actor_id       text        NOT NULL,
    correlation_id uuid        NOT NULL,
    causation_id   uuid,
    command_id     uuid        NOT NULL,
    trace          text,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    prev_hash      bytea       NOT NULL,
    hash           bytea       NOT NULL,
    PRIMARY KEY (org_id, stream_id, stream_version),
    UNIQUE (position)
);

CREATE TABLE ledger.streams (
    org_id      uuid        NOT NULL,
    stream_id   uuid        NOT NULL,
    stream_type text        NOT NULL,
    version     integer     NOT NULL,
    last_hash   bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (org_id, stream_id),
    UNIQUE (stream_id)
);

CREATE TABLE ledger.commands (
    org_id      uuid        NOT NULL,
    command_id  uuid        NOT NULL,
    fingerprint text        NOT NULL,
    stream_id   uuid        NOT NULL,
    version     integer     NOT NULL,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, command_id)
);

-- Snapshots are always optional; `state_schema` tells whether one can still be read.
CREATE TABLE ledger.snapshots (
    org_id       uuid        NOT NULL,
    stream_id    uuid        NOT NULL,
    version      integer     NOT NULL,
    state_schema text        NOT NULL,
    state        jsonb       NOT NULL,
    made_at      timestamptz NOT NULL,
    PRIMARY KEY (org_id, stream_id, version)
);

CREATE TABLE ledger.settings (
    only_row     boolean  PRIMARY KEY DEFAULT true CHECK (only_row),
    shard_groups smallint NOT NULL DEFAULT 1 CHECK (shard_groups BETWEEN 1 AND 64)
);
INSERT INTO ledger.settings DEFAULT VALUES;

CREATE FUNCTION ledger.refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % on %.% is refused.', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger.events
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_to_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON ledger.events
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger.commands
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_to_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON ledger.commands
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_change();

CREATE FUNCTION ledger.shard_of(p_org uuid) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashtextextended(p_org::text, 0) & 63)::smallint
$$;

-- The hash of a fact covers the hash before it, the hash of its payload (so that a payload can be erased, as ciphertext
-- without a key, and the chain still verifies), and its whole envelope: ids, numbers and moments in Postgres's binary
-- form (moments as microseconds since 2000-01-01 UTC), then the texts, parted by the unit separator.
CREATE FUNCTION ledger.chain_hash_after(e ledger.events, p_prev bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(
        p_prev || sha256(convert_to(e.data::text, 'UTF8'))
        || uuid_send(e.org_id) || uuid_send(e.stream_id) || int4send(e.stream_version) || int8send(e.position)
        || uuid_send(e.event_id) || int2send(e.schema_version) || uuid_send(e.correlation_id)
        || coalesce(uuid_send(e.causation_id), ''::bytea) || uuid_send(e.command_id)
        || timestamptz_send(e.occurred_at) || timestamptz_send(e.recorded_at)
        || convert_to(concat_ws(E'\x1f', e.stream_type, e.topic, e.actor_kind, e.actor_id, coalesce(e.trace, '')),
                      'UTF8'))
$$;

CREATE FUNCTION ledger.chain_hash(e ledger.events) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT ledger.chain_hash_after(e, e.prev_hash)
$$;

-- The one writer. Positions are given under the lock of the shard's group, which is held to the commit:
-- commit order is position order, and a reader by position misses nothing.
-- status: appended | duplicate (the first answer again) | reused (another request under a known command id)
--         | conflict (the stream is at another version, or belongs to another organization)
CREATE FUNCTION ledger.append(
    p_append jsonb, OUT status text, OUT version integer, OUT at_position bigint, OUT stream_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_org     uuid        := p_append ->> 'org_id';
    v_stream  uuid        := p_append ->> 'stream_id';
    v_shard   smallint    := ledger.shard_of(v_org);
    v_groups  smallint;
    v_command ledger.commands;
    v_head    ledger.streams;
    v_fact    jsonb;
    v_event   ledger.events;
    v_now     timestamptz;
BEGIN
    LOOP  -- The number of groups may have changed while the lock was waited for.
        SELECT s.shard_groups INTO v_groups FROM ledger.settings s;
        PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, v_shard % v_groups);
        EXIT WHEN v_groups = (SELECT s.shard_groups FROM ledger.settings s);
    END LOOP;

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

-- Observations: what the platforms reported, row by row, only where it differs from what was known.
-- Every batch is vouched for by a fact of its performance feed, written in the same transaction.
CREATE TABLE performance.observations (
    org_id                  uuid        NOT NULL,
    account_id              uuid        NOT NULL,
    day                     date        NOT NULL,
    hour                    smallint    NOT NULL CHECK (hour BETWEEN -1 AND 23),
    campaign_ref            text        NOT NULL,
    ad_group_ref            text        NOT NULL,
    ad_ref                  text        NOT NULL,
    grain                   text        NOT NULL,
    batch_position          bigint      NOT NULL,
    batch_id                uuid        NOT NULL,
    observed_at             timestamptz NOT NULL,
    impressions             bigint      NOT NULL CHECK (impressions >= 0),
    clicks                  bigint      NOT NULL CHECK (clicks >= 0),
    spend_micros            bigint      NOT NULL CHECK (spend_micros >= 0),
    conversions             numeric,
    conversion_value_micros bigint,
    source_rows             integer     NOT NULL,
    PRIMARY KEY (org_id, account_id, day, campaign_ref, ad_group_ref, ad_ref, grain, hour, batch_position)
) PARTITION BY RANGE (day);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON performance.observations
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse_to_change();

CREATE TRIGGER append_only_all BEFORE TRUNCATE ON performance.observations
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_change();

-- Called in a transaction of its own before a batch is appended: a new partition locks the whole table, and an
-- append that held the ledger's lock while it waited for that would be waited for in turn.
CREATE FUNCTION performance.ensure_month(p_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_first date := date_trunc('month', p_day)::date;
    v_name  text := 'observations_' || to_char(v_first, 'YYYY_MM');
BEGIN
    IF to_regclass('performance.' || v_name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(x'ad5ca1e'::int, 1000);
        EXECUTE format(
            'CREATE TABLE IF NOT EXISTS performance.%I PARTITION OF performance.observations FOR VALUES FROM (%L) TO (%L)',
            v_name, v_first, (v_first + interval '1 month')::date);
        -- Unlike one of rows, a trigger of statements is not handed down to partitions.
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER append_only_all BEFORE TRUNCATE ON performance.%I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_change()', v_name);
    END IF;
END
$$;

CREATE FUNCTION performance.append_batch(
    p_append jsonb, p_batch_id uuid, p_account uuid, p_grain text, p_observed_at timestamptz,
    p_days date[], p_hours smallint[], p_campaigns text[], p_ad_groups text[], p_ads text[],
    p_impressions bigint[], p_clicks bigint[], p_spend bigint[], p_conversions numeric[], p_values bigint[],
    p_source_rows integer[],
    OUT status text, OUT version integer, OUT at_position bigint, OUT stream_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    SELECT a.status, a.version, a.at_position, a.stream_id INTO status, version, at_position, stream_id
        FROM ledger.append(p_append) a;
    IF status = 'appended' THEN
        INSERT INTO performance.observations (
            org_id, account_id, day, hour, campaign_ref, ad_group_ref, ad_ref, grain, batch_position, batch_id,
            observed_at, impressions, clicks, spend_micros, conversions, conversion_value_micros, source_rows)
        SELECT (p_append ->> 'org_id')::uuid, p_account, r.day, r.hour, r.campaign, r.ad_group, r.ad, p_grain,
            append_batch.at_position, p_batch_id, p_observed_at, r.impressions, r.clicks, r.spend, r.conversions,
            r.value, r.source_rows
        FROM unnest(p_days, p_hours, p_campaigns, p_ad_groups, p_ads, p_impressions, p_clicks, p_spend,
                    p_conversions, p_values, p_source_rows)
            AS r(day, hour, campaign, ad_group, ad, impressions, clicks, spend, conversions, value, source_rows);
    END IF;
END
$$;

-- Secrets and identities: ordinary tables, never facts.
CREATE TABLE vault.credentials (
    org_id        uuid        NOT NULL,
    credential_id uuid        NOT NULL,
    platform      text        NOT NULL,
    key_id        text        NOT NULL,
    nonce         bytea       NOT NULL,
    ciphertext    bytea       NOT NULL,
    expires_at    timestamptz,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (org_id, credential_id)
);
CREATE INDEX credentials_by_expiry ON vault.credentials (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE identity.users (
    user_id    uuid        PRIMARY KEY,
    email      text        NOT NULL,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX users_by_email ON identity.users (lower(email));

CREATE TABLE identity.api_keys (
    org_id     uuid        NOT NULL,
    key_id     uuid        NOT NULL,
    key_hash   bytea       NOT NULL UNIQUE,
    name       text        NOT NULL,
    user_id    uuid        NOT NULL REFERENCES identity.users,
    role       text        NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (org_id, key_id)
);

-- Things to do: written in the transaction of the checkpoint that saw their cause; a queue message carries only the key.
-- state: pending | running | done | dead
CREATE TABLE work.reactions (
    org_id         uuid        NOT NULL,
    reaction_key   uuid        NOT NULL,
    handler        text        NOT NULL,
    serial_key     text        NOT NULL,
    target         jsonb       NOT NULL,
    cause_id       uuid        NOT NULL,
    cause_position bigint      NOT NULL,
    correlation_id uuid        NOT NULL,
    state          text        NOT NULL DEFAULT 'pending',
    attempts       integer     NOT NULL DEFAULT 0,
    not_before     timestamptz NOT NULL DEFAULT now(),
    lease_until    timestamptz,
    last_error     text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    PRIMARY KEY (org_id, reaction_key)
);
CREATE INDEX reactions_to_do ON work.reactions (not_before) WHERE state IN ('pending', 'running');
CREATE UNIQUE INDEX reactions_one_at_a_time ON work.reactions (org_id, serial_key) WHERE state = 'running';

CREATE TABLE work.checkpoints (
    projection  text        NOT NULL,
    version     integer     NOT NULL,
    shard_group smallint    NOT NULL,
    position    bigint      NOT NULL DEFAULT 0,
    epoch       bigint      NOT NULL DEFAULT 0,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, version, shard_group)
);

CREATE TABLE work.parked (
    projection text        NOT NULL,
    version    integer     NOT NULL,
    org_id     uuid        NOT NULL,
    stream_id  uuid        NOT NULL,
    position   bigint      NOT NULL,
    error      text        NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, version, org_id, stream_id, position)
);

ALTER SCHEMA ledger OWNER TO adscale_owner;
ALTER SCHEMA performance OWNER TO adscale_owner;
ALTER SEQUENCE ledger.positions OWNER TO adscale_owner;
DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname IN ('ledger', 'performance') LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO adscale_owner', v_name);
    END LOOP;
    FOR v_name IN SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace IN ('ledger'::regnamespace, 'performance'::regnamespace) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO adscale_owner', v_name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_name);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA ledger, performance, vault, identity, work, read_models TO adscale_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger, performance TO adscale_app;
GRANT SELECT ON ledger.positions TO adscale_app;
GRANT EXECUTE ON FUNCTION ledger.append(jsonb), ledger.shard_of(uuid), ledger.chain_hash(ledger.events),
    ledger.chain_hash_after(ledger.events, bytea) TO adscale_app;
GRANT EXECUTE ON FUNCTION performance.ensure_month(date) TO adscale_app;
GRANT EXECUTE ON FUNCTION performance.append_batch(
    jsonb, uuid, uuid, text, timestamptz, date[], smallint[], text[], text[], text[],
    bigint[], bigint[], bigint[], numeric[], bigint[], integer[]) TO adscale_app;
GRANT INSERT, UPDATE, DELETE ON ledger.snapshots TO adscale_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA vault, identity, work TO adscale_app;
