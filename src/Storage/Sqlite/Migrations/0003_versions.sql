-- Versions of models, the aliases that name them, and the artifacts that are their files. What belongs to a model carries the id of
-- its stream: each model has one, made and deleted with it, it follows a rename of the tenant by itself, and it is never given twice.

CREATE TABLE artifact (
    digest         BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    size_bytes     INTEGER NOT NULL CHECK (size_bytes >= 0),
    unnamed_since  INTEGER,  -- NULL = a version names it; else since when none does, or when it was last touched after that
    collection     INTEGER,  -- number of the collection that has taken it and deletes its bytes
    taken_at       INTEGER,
    CHECK ((collection IS NULL) = (taken_at IS NULL)),
    CHECK (collection IS NULL OR unnamed_since IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX artifact_unnamed ON artifact (unnamed_since) WHERE unnamed_since IS NOT NULL AND collection IS NULL;

CREATE INDEX artifact_taken ON artifact (taken_at) WHERE collection IS NOT NULL;

CREATE TABLE artifact_collection (
    only_row  INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    number    INTEGER NOT NULL
) STRICT;

INSERT INTO artifact_collection (only_row, number) VALUES (1, 0);

-- The last number that was given under a name. The row outlives the model and the tenant, so that nobody who gets their names gives
-- a number again; it is the only thing that does.
CREATE TABLE version_number (
    tenant  TEXT    NOT NULL,
    model   TEXT    NOT NULL,
    last    INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (tenant, model)
) STRICT, WITHOUT ROWID;

-- The manifest comes last, so that reading the other columns never follows an overflow chain.
CREATE TABLE model_version (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice
    stream_id         INTEGER NOT NULL REFERENCES stream (id),
    number            INTEGER NOT NULL CHECK (number >= 1),
    runtime           TEXT    NOT NULL,
    size_bytes        INTEGER NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('registered', 'ready', 'refused', 'retired')),
    refused_field     TEXT,
    refused_reason    TEXT,
    state_changed_at  INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    created_by        TEXT    NOT NULL,
    manifest          TEXT    NOT NULL,
    UNIQUE (stream_id, number),
    CHECK ((refused_field IS NOT NULL) = (state = 'refused')),
    CHECK ((refused_reason IS NOT NULL) = (state = 'refused'))
) STRICT;

CREATE TABLE version_file (
    version_id  INTEGER NOT NULL REFERENCES model_version (id),
    name        TEXT    NOT NULL,
    digest      BLOB    NOT NULL REFERENCES artifact (digest),
    PRIMARY KEY (version_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX version_file_digest ON version_file (digest);

CREATE TABLE model_alias (
    stream_id        INTEGER NOT NULL,
    name             TEXT    NOT NULL,
    number           INTEGER NOT NULL,
    previous_number  INTEGER,  -- that version may be gone
    revision         INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    changed_by       TEXT    NOT NULL,
    PRIMARY KEY (stream_id, name),
    FOREIGN KEY (stream_id, number) REFERENCES model_version (stream_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias_change (
    revision    INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, in no stream
    stream_id   INTEGER NOT NULL REFERENCES stream (id),
    alias       TEXT    NOT NULL,
    number      INTEGER,  -- NULL = removed
    changed_at  INTEGER NOT NULL,
    changed_by  TEXT    NOT NULL
) STRICT;

CREATE INDEX alias_change_stream ON alias_change (stream_id, revision);
