-- The read models: written by their projectors alone, each in the transaction of its checkpoint.
-- All of it can be dropped and replayed from the ledger. The organization leads every key.

CREATE TABLE read_models.campaigns (
    org_id        uuid        NOT NULL,
    campaign_id   uuid        NOT NULL,
    name          text        NOT NULL,
    status        text        NOT NULL,
    objective     text,
    budget_kind   text,
    budget_micros bigint,
    currency      text,
    starts_on     date,
    ends_on       date,
    version       integer     NOT NULL,
    position      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    state         jsonb       NOT NULL,
    PRIMARY KEY (org_id, campaign_id)
);
CREATE INDEX campaigns_by_age ON read_models.campaigns (org_id, created_at, campaign_id);

CREATE TABLE read_models.campaign_channels (
    org_id               uuid    NOT NULL,
    campaign_id          uuid    NOT NULL,
    account_id           uuid    NOT NULL,
    platform             text    NOT NULL,
    external_campaign_id text,
    weight               integer NOT NULL,
    desired_version      integer NOT NULL,
    confirmed_version    integer,
    delivery_desired     text,
    delivery_confirmed   text,
    settled              boolean NOT NULL,
    problem              jsonb,
    position             bigint  NOT NULL,
    PRIMARY KEY (org_id, campaign_id, account_id)
);
CREATE INDEX campaign_channels_by_account
    ON read_models.campaign_channels (org_id, account_id, external_campaign_id);
CREATE INDEX campaign_channels_unsettled ON read_models.campaign_channels (org_id, campaign_id) WHERE NOT settled;

CREATE TABLE read_models.ad_accounts (
    org_id            uuid        NOT NULL,
    account_id        uuid        NOT NULL,
    platform          text        NOT NULL,
    external_id       text        NOT NULL,
    login_external_id text,
    name              text        NOT NULL,
    currency          text        NOT NULL,
    time_zone         text        NOT NULL,
    status            text        NOT NULL,
    status_reason     text        NOT NULL,
    credential_id     uuid,
    token_expires_at  timestamptz,
    version           integer     NOT NULL,
    position          bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    state             jsonb       NOT NULL,
    PRIMARY KEY (org_id, account_id)
);
CREATE INDEX ad_accounts_by_age ON read_models.ad_accounts (org_id, created_at, account_id);

CREATE TABLE read_models.performance_daily (
    org_id                  uuid        NOT NULL,
    account_id              uuid        NOT NULL,
    day                     date        NOT NULL,
    campaign_ref            text        NOT NULL,
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
    PRIMARY KEY (org_id, account_id, day, campaign_ref)
);
CREATE INDEX performance_daily_by_day ON read_models.performance_daily (org_id, day);

CREATE TABLE read_models.performance_hourly (
    org_id                  uuid        NOT NULL,
    account_id              uuid        NOT NULL,
    day                     date        NOT NULL,
    campaign_ref            text        NOT NULL,
    hour                    smallint    NOT NULL,
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
    PRIMARY KEY (org_id, account_id, day, campaign_ref, hour)
);
CREATE INDEX performance_hourly_by_day ON read_models.performance_hourly (org_id, day);

CREATE TABLE read_models.rules (
    org_id        uuid        NOT NULL,
    rule_id       uuid        NOT NULL,
    name          text        NOT NULL,
    status        text        NOT NULL,
    campaign_id   uuid        NOT NULL,
    account_id    uuid,
    acted_through date,
    version       integer     NOT NULL,
    position      bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    state         jsonb       NOT NULL,
    PRIMARY KEY (org_id, rule_id)
);
CREATE INDEX rules_by_age ON read_models.rules (org_id, created_at, rule_id);

CREATE TABLE read_models.rule_activity (
    org_id      uuid        NOT NULL,
    rule_id     uuid        NOT NULL,
    position    bigint      NOT NULL,
    outcome     text        NOT NULL,
    condition   jsonb       NOT NULL,
    readings    jsonb       NOT NULL,
    action      text,
    reason      text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, rule_id, position)
);

CREATE TABLE read_models.audit_trail (
    org_id         uuid        NOT NULL,
    position       bigint      NOT NULL,
    stream_type    text        NOT NULL,
    stream_id      uuid        NOT NULL,
    stream_version integer     NOT NULL,
    topic          text        NOT NULL,
    sentence       text        NOT NULL,
    actor_kind     text        NOT NULL,
    actor_id       text        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    correlation_id uuid        NOT NULL,
    causation_id   uuid,
    PRIMARY KEY (org_id, position)
);
CREATE INDEX audit_trail_by_stream ON read_models.audit_trail (org_id, stream_id, position);

-- What an id was called at the last fact seen, so that a sentence can say a name.
CREATE TABLE read_models.audit_names (
    org_id     uuid   NOT NULL,
    subject_id uuid   NOT NULL,
    name       text   NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (org_id, subject_id)
);

-- Which channels a fact concerns: kept and read by the reactions dispatcher alone.
CREATE TABLE work.channels (
    org_id      uuid NOT NULL,
    campaign_id uuid NOT NULL,
    account_id  uuid NOT NULL,
    PRIMARY KEY (org_id, campaign_id, account_id)
);
CREATE INDEX channels_by_account ON work.channels (org_id, account_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA read_models TO adscale_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON work.channels TO adscale_app;
