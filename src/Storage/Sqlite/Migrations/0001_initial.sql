-- Times are microseconds since 1970-01-01T00:00:00Z. Texts compare byte by byte (BINARY), as UTF-8.

CREATE TABLE tenant (
    name        TEXT    NOT NULL PRIMARY KEY,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    id             TEXT    NOT NULL PRIMARY KEY,
    tenant         TEXT    REFERENCES tenant (name),  -- NULL = the operator's
    secret_sha256  BLOB    NOT NULL CHECK (length(secret_sha256) = 32),
    scopes         TEXT    NOT NULL,                  -- words with one space between
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER,
    revoked_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_key_tenant ON api_key (tenant);

-- With rowid: a definition may be larger than what a WITHOUT ROWID table keeps inside its pages.
CREATE TABLE model (
    tenant      TEXT    NOT NULL REFERENCES tenant (name),
    name        TEXT    NOT NULL,
    definition  TEXT    NOT NULL,
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

-- The row that fences and numbers a stream. It is small and hot, and apart from the definition for that reason.
CREATE TABLE stream (
    id          INTEGER PRIMARY KEY,  -- what the rows of the stream carry in place of two names
    tenant      TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    owner       TEXT    NOT NULL,
    head        INTEGER NOT NULL,
    generation  INTEGER NOT NULL,
    UNIQUE (tenant, model),
    FOREIGN KEY (tenant, model) REFERENCES model (tenant, name)
) STRICT;

-- Clustered by (stream, sequence): an append writes neighbouring pages and a replay reads them in order.
-- No foreign key to stream: every insert follows the fencing UPDATE that returned the stream's id.
-- Features come last, so that reading the other columns never follows an overflow chain.
CREATE TABLE observation (
    stream_id       INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    id              TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    content_digest  BLOB    NOT NULL,
    target          TEXT    NOT NULL,
    entity          TEXT,
    subject         TEXT,
    features        BLOB    NOT NULL,
    PRIMARY KEY (stream_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX observation_id ON observation (stream_id, id);

CREATE TABLE checkpoint (
    stream_id         INTEGER NOT NULL REFERENCES stream (id),
    blob_name         TEXT    NOT NULL,
    generation        INTEGER NOT NULL,
    sequence          INTEGER NOT NULL,
    epoch             INTEGER NOT NULL,
    sha256            BLOB    NOT NULL CHECK (length(sha256) = 32),
    size_bytes        INTEGER NOT NULL,
    metrics           BLOB    NOT NULL,
    published_at      INTEGER NOT NULL,
    set_aside_at      INTEGER,
    set_aside_reason  TEXT,
    PRIMARY KEY (stream_id, blob_name)
) STRICT;

CREATE INDEX checkpoint_newest ON checkpoint (stream_id, generation, sequence);

CREATE TABLE node_generation (
    only_row  INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    value     INTEGER NOT NULL
) STRICT;
