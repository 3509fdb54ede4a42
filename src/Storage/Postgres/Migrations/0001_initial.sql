-- Times are microseconds since 1970-01-01T00:00:00Z.
-- Names that Berlin's rules bound (tenants, models, ids of keys and jobs, blobs) are text in the order of their bytes. Texts that
-- may hold any character are UTF-8 in bytea: PostgreSQL's text refuses U+0000, and bytea compares byte by byte.

CREATE TABLE tenant (
    name        text    COLLATE "C" NOT NULL PRIMARY KEY,
    created_at  bigint  NOT NULL
);

CREATE TABLE api_key (
    id             text    COLLATE "C" NOT NULL PRIMARY KEY,
    tenant         text    COLLATE "C" REFERENCES tenant (name) ON UPDATE CASCADE,  -- NULL = the operator's
    secret_sha256  bytea   NOT NULL CHECK (length(secret_sha256) = 32),
    scopes         text    COLLATE "C" NOT NULL,                                    -- words with one space between
    label          bytea,
    created_at     bigint  NOT NULL,
    expires_at     bigint,
    revoked_at     bigint
);

CREATE INDEX api_key_tenant ON api_key (tenant);

CREATE TABLE model (
    tenant      text    COLLATE "C" NOT NULL REFERENCES tenant (name) ON UPDATE CASCADE,
    name        text    COLLATE "C" NOT NULL,
    definition  bytea   NOT NULL,
    revision    bigint  NOT NULL CHECK (revision >= 1),
    created_at  bigint  NOT NULL,
    changed_at  bigint  NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- The row that fences and numbers a stream. No index holds what an append changes, and half of each page is left free, so that
-- the new version of a row stays in its page and no index is touched. An id is never given twice.
CREATE TABLE stream (
    id          bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- what the rows of the stream carry in place of two names
    tenant      text    COLLATE "C" NOT NULL,
    model       text    COLLATE "C" NOT NULL,
    epoch       bigint  NOT NULL,
    owner       bytea   NOT NULL,
    head        bigint  NOT NULL,
    generation  bigint  NOT NULL,
    removed     bigint  NOT NULL DEFAULT 0,  -- rows that are gone, corrections included
    UNIQUE (tenant, model),
    FOREIGN KEY (tenant, model) REFERENCES model (tenant, name) ON UPDATE CASCADE
) WITH (fillfactor = 50);

-- No foreign key to stream: every insert follows the fencing UPDATE that returned the stream's id, and see stream_waste.
CREATE TABLE observation (
    stream_id        bigint  NOT NULL,
    sequence         bigint  NOT NULL,
    at               bigint  NOT NULL,
    corrects         bigint,  -- NULL = an observation; else a correction of the one with this sequence
    id               bytea   NOT NULL,
    content_digest   bytea   NOT NULL,
    target           bytea   NOT NULL,
    previous_target  bytea,
    entity           bytea,
    subject          bytea,
    features         bytea   NOT NULL,
    PRIMARY KEY (stream_id, sequence),
    CHECK ((corrects IS NULL) = (previous_target IS NULL))
);

-- A correction has the id of its observation.
CREATE UNIQUE INDEX observation_id ON observation (stream_id, id) WHERE corrects IS NULL;

CREATE INDEX observation_correction ON observation (stream_id, corrects, sequence) WHERE corrects IS NOT NULL;

-- The included column is there to count an entity's observations without its rows.
CREATE INDEX observation_entity ON observation (stream_id, entity, sequence) INCLUDE (corrects) WHERE entity IS NOT NULL;

CREATE INDEX observation_subject ON observation (stream_id, subject) WHERE subject IS NOT NULL;

CREATE TABLE checkpoint (
    stream_id         bigint  NOT NULL REFERENCES stream (id),
    blob_name         text    COLLATE "C" NOT NULL,
    generation        bigint  NOT NULL,
    sequence          bigint  NOT NULL,
    epoch             bigint  NOT NULL,
    sha256            bytea   NOT NULL CHECK (length(sha256) = 32),
    size_bytes        bigint  NOT NULL,
    metrics           bytea   NOT NULL,
    published_at      bigint  NOT NULL,
    set_aside_at      bigint,
    set_aside_reason  bytea,
    PRIMARY KEY (stream_id, blob_name)
);

CREATE INDEX checkpoint_newest ON checkpoint (stream_id, generation, sequence);

-- Whose blob it is, whatever the name of its stream is by now.
CREATE INDEX checkpoint_blob ON checkpoint (blob_name);

-- No foreign key: see stream_waste.
CREATE TABLE entity_state (
    stream_id   bigint  NOT NULL,
    entity      bytea   NOT NULL,
    generation  bigint  NOT NULL,
    sequence    bigint  NOT NULL,
    sha256      bytea   NOT NULL CHECK (length(sha256) = 32),
    bytes       bytea   NOT NULL,
    PRIMARY KEY (stream_id, entity)
);

-- Deleted streams of which rows of observation and entity_state are left; any silo clears them a few at a time.
CREATE TABLE stream_waste (
    stream_id  bigint  NOT NULL PRIMARY KEY
);

-- Above these begins a new stream, so that nothing that was made for a stream that is gone fits one that has its name now.
CREATE TABLE stream_floor (
    only_row    boolean  NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch       bigint   NOT NULL,
    generation  bigint   NOT NULL
);

INSERT INTO stream_floor (epoch, generation) VALUES (0, 0);

CREATE TABLE job (
    number        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- rises in the order of creation
    id            text    COLLATE "C" NOT NULL UNIQUE,
    tenant        text    COLLATE "C" NOT NULL,
    model         text    COLLATE "C" NOT NULL,
    options       bytea   NOT NULL,
    state         text    COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    input_bytes   bigint  NOT NULL,
    input_offset  bigint  NOT NULL DEFAULT 0,
    result_bytes  bigint  NOT NULL DEFAULT 0,
    rows          bigint  NOT NULL DEFAULT 0,
    rows_failed   bigint  NOT NULL DEFAULT 0,
    error         bytea,
    epoch         bigint  NOT NULL DEFAULT 0,
    owner         bytea,
    created_at    bigint  NOT NULL,
    started_at    bigint,
    finished_at   bigint,
    FOREIGN KEY (tenant, model) REFERENCES model (tenant, name) ON UPDATE CASCADE,
    CHECK ((finished_at IS NULL) = (state IN ('queued', 'running')))
) WITH (fillfactor = 80);

CREATE INDEX job_tenant ON job (tenant, number);

CREATE INDEX job_model ON job (tenant, model);

CREATE INDEX job_unfinished ON job (number) WHERE finished_at IS NULL;

CREATE INDEX job_finished ON job (finished_at, number) WHERE finished_at IS NOT NULL;

CREATE TABLE node_generation (
    only_row  boolean  NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    value     bigint   NOT NULL
);

INSERT INTO node_generation (value) VALUES (0);

-- Which history of which server these rows belong to. A restored backup, and a standby that was promoted without having received
-- everything, go back in time: epochs that were given out are given out again, and a fence that let nobody pass lets two. So a
-- server with another identity is refused until an operator accepts it.
CREATE TABLE server_identity (
    only_row           boolean  NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    system_identifier  bigint   NOT NULL,
    timeline           bigint   NOT NULL
);

-- The timeline that is written now; the one in pg_control_checkpoint() is that of the last checkpoint.
CREATE FUNCTION current_server_identity(OUT system_identifier bigint, OUT timeline bigint) LANGUAGE sql STABLE AS $$
    SELECT system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint FROM pg_control_system()
$$;

INSERT INTO server_identity (system_identifier, timeline) SELECT system_identifier, timeline FROM current_server_identity();

-- For the operator, with every silo stopped: these rows, on this server, are the truth from now on. What was given out after them
-- and is lost is passed over by a wide margin.
CREATE FUNCTION accept_server_identity() RETURNS text LANGUAGE sql AS $$
    UPDATE stream SET epoch = epoch + 1000000;
    UPDATE stream_floor SET epoch = epoch + 1000000, generation = generation + 1000000;
    UPDATE job SET epoch = epoch + 1000000 WHERE finished_at IS NULL;
    UPDATE node_generation SET value = value + 1000000;
    UPDATE server_identity SET (system_identifier, timeline) = (SELECT system_identifier, timeline FROM current_server_identity());
    SELECT 'accepted: system ' || system_identifier || ', timeline ' || timeline FROM server_identity;
$$;
