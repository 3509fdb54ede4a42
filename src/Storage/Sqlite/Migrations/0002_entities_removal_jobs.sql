-- Corrections are rows of their own; what a stream loses by removal is counted; entities keep their state; jobs.

ALTER TABLE stream ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;  -- rows that are gone, corrections included

-- Made anew, because a column added by ALTER would stand behind the features (see 0001).
CREATE TABLE observation_new (
    stream_id        INTEGER NOT NULL,
    sequence         INTEGER NOT NULL,
    id               TEXT    NOT NULL,
    at               INTEGER NOT NULL,
    content_digest   BLOB    NOT NULL,
    target           TEXT    NOT NULL,
    entity           TEXT,
    subject          TEXT,
    corrects         INTEGER,  -- NULL = an observation; else a correction of the one with this sequence
    previous_target  TEXT,
    features         BLOB    NOT NULL,
    PRIMARY KEY (stream_id, sequence),
    CHECK ((corrects IS NULL) = (previous_target IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO observation_new (stream_id, sequence, id, at, content_digest, target, entity, subject, features)
SELECT stream_id, sequence, id, at, content_digest, target, entity, subject, features FROM observation ORDER BY stream_id, sequence;

DROP TABLE observation;

ALTER TABLE observation_new RENAME TO observation;

-- A correction has the id of its observation.
CREATE UNIQUE INDEX observation_id ON observation (stream_id, id) WHERE corrects IS NULL;

CREATE INDEX observation_correction ON observation (stream_id, corrects, sequence) WHERE corrects IS NOT NULL;

-- The last column is there to count an entity's observations without its rows.
CREATE INDEX observation_entity ON observation (stream_id, entity, sequence, corrects) WHERE entity IS NOT NULL;

CREATE INDEX observation_subject ON observation (stream_id, subject) WHERE subject IS NOT NULL;

-- Whose blob it is, whatever the name of its stream is by now.
CREATE INDEX checkpoint_blob ON checkpoint (blob_name);

-- With rowid: a state of a few kB fits a page of such a table whole. No foreign key: see stream_waste.
CREATE TABLE entity_state (
    stream_id   INTEGER NOT NULL,
    entity      TEXT    NOT NULL,
    generation  INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    sha256      BLOB    NOT NULL CHECK (length(sha256) = 32),
    bytes       BLOB    NOT NULL,
    PRIMARY KEY (stream_id, entity)
) STRICT;

-- Deleted streams of which rows of observation and entity_state are left; they are cleared a few at a time.
CREATE TABLE stream_waste (
    stream_id  INTEGER NOT NULL PRIMARY KEY
) STRICT;

-- Above these begins a new stream, so that nothing that was made for a stream that is gone fits one that has its name now.
CREATE TABLE stream_floor (
    only_row    INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    id          INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    generation  INTEGER NOT NULL
) STRICT;

INSERT INTO stream_floor (only_row, id, epoch, generation) VALUES (1, 0, 0, 0);

ALTER TABLE api_key ADD COLUMN label TEXT;

CREATE TABLE job (
    number        INTEGER PRIMARY KEY,  -- rises in the order of creation
    id            TEXT    NOT NULL UNIQUE,
    tenant        TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    options       TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    input_bytes   INTEGER NOT NULL,
    input_offset  INTEGER NOT NULL,
    result_bytes  INTEGER NOT NULL,
    rows          INTEGER NOT NULL,
    rows_failed   INTEGER NOT NULL,
    error         TEXT,
    epoch         INTEGER NOT NULL,
    owner         TEXT,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    finished_at   INTEGER,
    FOREIGN KEY (tenant, model) REFERENCES model (tenant, name),
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'running')))
) STRICT;

CREATE INDEX job_tenant ON job (tenant, number);

CREATE INDEX job_model ON job (tenant, model);

CREATE INDEX job_finished ON job (finished_at, number);
