-- Observations in bulk, and months that have left the table for Parquet files.

-- A month whose partition is detached: what was in it, and whose. Its figures live on in the rollups.
CREATE TABLE performance.detached_months (
    month         date        PRIMARY KEY CHECK (month = date_trunc('month', month)),
    rows          bigint      NOT NULL,
    manifest      jsonb       NOT NULL,
    organizations uuid[]      NOT NULL,
    detached_at   timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE performance.detached_months OWNER TO adscale_owner;
GRANT SELECT ON performance.detached_months TO adscale_app;

CREATE OR REPLACE FUNCTION performance.ensure_month(p_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_first date := date_trunc('month', p_day)::date;
    v_name  text := 'observations_' || to_char(v_first, 'YYYY_MM');
BEGIN
    IF EXISTS (SELECT FROM performance.detached_months d WHERE d.month = v_first) THEN
        RAISE EXCEPTION 'The observations of % are detached.', to_char(v_first, 'YYYY-MM')
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
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

-- Where the rows of one batch wait, from the COPY to the append in the same transaction. The table is made here and
-- belongs to the owner, so that what `append_staged` reads can be no view or trap of its caller's.
CREATE FUNCTION performance.open_staging() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    CREATE TEMPORARY TABLE staged_observations (
        day                     date     NOT NULL,
        hour                    smallint NOT NULL,
        campaign_ref            text     NOT NULL,
        ad_group_ref            text     NOT NULL,
        ad_ref                  text     NOT NULL,
        impressions             bigint   NOT NULL,
        clicks                  bigint   NOT NULL,
        spend_micros            bigint   NOT NULL,
        conversions             numeric,
        conversion_value_micros bigint,
        source_rows             integer  NOT NULL
    ) ON COMMIT DROP;
    GRANT SELECT, INSERT, DELETE ON pg_temp.staged_observations TO adscale_app;
END
$$;

CREATE FUNCTION performance.escaped(p_ref text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(replace(replace(p_ref, '\', '\\'), E'\t', '\t'), E'\n', '\n')
$$;

-- The digest of what is staged, as `domain.performance.observation.digest` defines it: one line an observation,
-- cells apart by tabs, in the order of keys by code points.
CREATE FUNCTION performance.staged_digest() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\t',
                to_char(s.day, 'YYYY-MM-DD'), s.hour, performance.escaped(s.campaign_ref),
                performance.escaped(s.ad_group_ref), performance.escaped(s.ad_ref), s.impressions, s.clicks,
                s.spend_micros, coalesce(trim_scale(s.conversions)::text, ''),
                coalesce(s.conversion_value_micros::text, ''), s.source_rows),
            E'\n' ORDER BY s.day, s.hour, s.campaign_ref COLLATE "C", s.ad_group_ref COLLATE "C",
                s.ad_ref COLLATE "C"), ''), 'UTF8')), 'hex')
        FROM pg_temp.staged_observations s);
END
$$;

-- Appends the fact that vouches for what is staged, and the rows with it: all or nothing, under the ledger's lock.
CREATE FUNCTION performance.append_staged(
    p_append jsonb, p_batch_id uuid, p_account uuid, p_grain text, p_observed_at timestamptz,
    OUT status text, OUT version integer, OUT at_position bigint, OUT stream_id uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_vouched bigint := p_append #>> '{facts,0,data,rows}';
    v_rows    bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_class c WHERE c.oid = to_regclass('pg_temp.staged_observations')
            AND c.relkind = 'r' AND c.relowner = 'adscale_owner'::regrole
    ) THEN
        RAISE EXCEPTION 'Nothing is staged. Call performance.open_staging() first, in the same transaction.'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT a.status, a.version, a.at_position, a.stream_id INTO status, version, at_position, stream_id
        FROM ledger.append(p_append) a;
    IF status = 'appended' THEN
        INSERT INTO performance.observations (
            org_id, account_id, day, hour, campaign_ref, ad_group_ref, ad_ref, grain, batch_position, batch_id,
            observed_at, impressions, clicks, spend_micros, conversions, conversion_value_micros, source_rows)
        SELECT (p_append ->> 'org_id')::uuid, p_account, s.day, s.hour, s.campaign_ref, s.ad_group_ref, s.ad_ref,
            p_grain, append_staged.at_position, p_batch_id, p_observed_at, s.impressions, s.clicks, s.spend_micros,
            s.conversions, s.conversion_value_micros, s.source_rows
        FROM pg_temp.staged_observations s;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows IS DISTINCT FROM v_vouched THEN
            RAISE EXCEPTION 'The fact vouches for % rows, % are staged.', v_vouched, v_rows
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
END
$$;

-- Takes a closed month's partition out of the table, never away: it stays as a table of its own. Only where it still
-- holds what was exported; nothing can be added between that look and the detachment.
CREATE FUNCTION performance.detach_month(p_month date, p_manifest jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_name          text := 'observations_' || to_char(p_month, 'YYYY_MM');
    v_rows          bigint;
    v_organizations uuid[];
BEGIN
    EXECUTE format('LOCK TABLE performance.%I IN SHARE MODE', v_name);
    EXECUTE format('SELECT count(*), coalesce(array_agg(DISTINCT org_id), ''{}'') FROM performance.%I', v_name)
        INTO v_rows, v_organizations;
    IF v_rows <> (p_manifest ->> 'rows')::bigint THEN
        RAISE EXCEPTION '% observations were exported, but there are % now. Nothing was detached; export again.',
            p_manifest ->> 'rows', v_rows USING ERRCODE = 'serialization_failure';
    END IF;
    EXECUTE format('ALTER TABLE performance.observations DETACH PARTITION performance.%I', v_name);
    -- The trigger on rows was the parent's and goes with it: what is detached stays append-only all the same.
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE ON performance.%I'
        ' FOR EACH ROW EXECUTE FUNCTION ledger.refuse_to_change()', v_name);
    INSERT INTO performance.detached_months (month, rows, manifest, organizations)
        VALUES (p_month, v_rows, p_manifest, v_organizations);
END
$$;

-- Where a month whose table was dropped gets it back, empty, to be filled from its file before it is attached.
CREATE FUNCTION performance.recreate_month(p_month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_name text := 'observations_' || to_char(p_month, 'YYYY_MM');
BEGIN
    EXECUTE format('CREATE TABLE performance.%I (LIKE performance.observations INCLUDING ALL)', v_name);
END
$$;

-- Brings a detached month back, if its table holds as many rows as were detached.
CREATE FUNCTION performance.attach_month(p_month date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    v_name text := 'observations_' || to_char(p_month, 'YYYY_MM');
    v_rows bigint;
    v_were bigint;
BEGIN
    SELECT d.rows INTO v_were FROM performance.detached_months d WHERE d.month = p_month FOR UPDATE;
    EXECUTE format('SELECT count(*) FROM performance.%I', v_name) INTO v_rows;
    IF v_rows IS DISTINCT FROM v_were THEN
        RAISE EXCEPTION '% observations were detached, its table has %. Nothing was attached.', v_were, v_rows
            USING ERRCODE = 'data_corrupted';
    END IF;
    EXECUTE format('DROP TRIGGER IF EXISTS append_only ON performance.%I', v_name);
    EXECUTE format(
        'ALTER TABLE performance.observations ATTACH PARTITION performance.%I FOR VALUES FROM (%L) TO (%L)',
        v_name, p_month, (p_month + interval '1 month')::date);
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER append_only_all BEFORE TRUNCATE ON performance.%I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_to_change()', v_name);
    DELETE FROM performance.detached_months d WHERE d.month = p_month;
    RETURN v_rows;
END
$$;

-- Reports by day, platform or account add up a row an account's day instead of one a campaign's.
CREATE TABLE read_models.performance_account_daily (
    org_id                  uuid        NOT NULL,
    day                     date        NOT NULL,
    account_id              uuid        NOT NULL,
    platform                text        NOT NULL,
    currency                text        NOT NULL,
    impressions             bigint      NOT NULL,
    clicks                  bigint      NOT NULL,
    spend_micros            bigint      NOT NULL,
    conversions             numeric,
    conversion_value_micros bigint,
    source_rows             bigint      NOT NULL,
    observed_at             timestamptz NOT NULL,
    position                bigint      NOT NULL,
    PRIMARY KEY (org_id, day, account_id)
);
INSERT INTO read_models.performance_account_daily
    SELECT org_id, day, account_id, min(platform), min(currency), sum(impressions), sum(clicks), sum(spend_micros),
        sum(conversions), sum(conversion_value_micros), sum(source_rows), max(observed_at), max(position)
    FROM read_models.performance_daily GROUP BY org_id, day, account_id;
GRANT SELECT, INSERT, UPDATE, DELETE ON read_models.performance_account_daily TO adscale_app;

-- Detaching and attaching is an operator's work: the owner's role alone may do it.
DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'performance'::regnamespace AND p.proname IN (
            'open_staging', 'escaped', 'staged_digest', 'append_staged', 'detach_month', 'recreate_month',
            'attach_month') LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO adscale_owner', v_name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_name);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION performance.open_staging(), performance.escaped(text), performance.staged_digest(),
    performance.append_staged(jsonb, uuid, uuid, text, timestamptz) TO adscale_app;
