-- How far the projections and processes of applications that are written with the `eventsourcing` library have come:
-- a row for each of them (the tracker) and each application that it follows.
CREATE TABLE work.library_tracking (
    org_id           uuid   NOT NULL,
    tracker          text   NOT NULL,
    application_name text   NOT NULL,
    notification_id  bigint NOT NULL,
    PRIMARY KEY (org_id, tracker, application_name)
);

GRANT SELECT, INSERT, UPDATE ON work.library_tracking TO adscale_app;
