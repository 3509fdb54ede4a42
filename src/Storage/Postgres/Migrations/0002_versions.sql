-- Versions of models, the aliases that name them, and the artifacts that are their files. What belongs to a model carries the id of
-- its stream: each model has one, made and deleted with it, it follows a rename of the tenant by itself, and it is never given twice.
-- Who writes versions or aliases of a model holds the model's row (FOR NO KEY UPDATE); after it artifacts are locked, by digest.

CREATE TABLE artifact (
    digest         bytea   NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    size_bytes     bigint  NOT NULL CHECK (size_bytes >= 0),
    unnamed_since  bigint,  -- NULL = a version names it; else since when none does, or when it was last touched after that
    collection     bigint,  -- number of the collection that has taken it and deletes its bytes
    taken_at       bigint,
    CHECK ((collection IS NULL) = (taken_at IS NULL)),
    CHECK (collection IS NULL OR unnamed_since IS NOT NULL)
);

CREATE INDEX artifact_unnamed ON artifact (unnamed_since) WHERE unnamed_since IS NOT NULL AND collection IS NULL;

CREATE INDEX artifact_taken ON artifact (taken_at) WHERE collection IS NOT NULL;

CREATE SEQUENCE artifact_collection;

-- The last number that was given under a name. The row outlives the model and the tenant, so that nobody who gets their names gives
-- a number again; it is the only thing that does.
CREATE TABLE version_number (
    tenant  text    COLLATE "C" NOT NULL,
    model   text    COLLATE "C" NOT NULL,
    last    bigint  NOT NULL CHECK (last >= 1),
    PRIMARY KEY (tenant, model)
);

CREATE TABLE model_version (
    id                bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- never given twice
    stream_id         bigint  NOT NULL REFERENCES stream (id),
    number            bigint  NOT NULL CHECK (number >= 1),
    runtime           text    COLLATE "C" NOT NULL,
    size_bytes        bigint  NOT NULL,
    state             text    COLLATE "C" NOT NULL CHECK (state IN ('registered', 'ready', 'refused', 'retired')),
    refused_field     bytea,
    refused_reason    bytea,
    state_changed_at  bigint  NOT NULL,
    created_at        bigint  NOT NULL,
    created_by        bytea   NOT NULL,
    manifest          bytea   NOT NULL,
    UNIQUE (stream_id, number),
    CHECK ((refused_field IS NOT NULL) = (state = 'refused')),
    CHECK ((refused_reason IS NOT NULL) = (state = 'refused'))
);

CREATE TABLE version_file (
    version_id  bigint  NOT NULL REFERENCES model_version (id),
    name        bytea   NOT NULL,
    digest      bytea   NOT NULL REFERENCES artifact (digest),
    PRIMARY KEY (version_id, name)
);

CREATE INDEX version_file_digest ON version_file (digest);

CREATE TABLE model_alias (
    stream_id        bigint  NOT NULL,
    name             text    COLLATE "C" NOT NULL,
    number           bigint  NOT NULL,
    previous_number  bigint,  -- that version may be gone
    revision         bigint  NOT NULL,
    changed_at       bigint  NOT NULL,
    changed_by       bytea   NOT NULL,
    PRIMARY KEY (stream_id, name),
    FOREIGN KEY (stream_id, number) REFERENCES model_version (stream_id, number)
);

-- No foreign key to stream, whose row a removal locks for as long as it takes: an alias is changed under the lock of the model.
CREATE TABLE alias_change (
    revision    bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- never given twice, in no stream
    stream_id   bigint  NOT NULL,
    alias       text    COLLATE "C" NOT NULL,
    number      bigint,  -- NULL = removed
    changed_at  bigint  NOT NULL,
    changed_by  bytea   NOT NULL
);

CREATE INDEX alias_change_stream ON alias_change (stream_id, revision);

-- As in 0001, and what versions and aliases were given. A number of a version is for people: its margin is as wide as need be.
CREATE OR REPLACE FUNCTION accept_server_identity() RETURNS text LANGUAGE sql AS $$
    UPDATE stream SET epoch = epoch + 1000000;
    UPDATE stream_floor SET epoch = epoch + 1000000, generation = generation + 1000000;
    UPDATE job SET epoch = epoch + 1000000 WHERE finished_at IS NULL;
    UPDATE node_generation SET value = value + 1000000;
    UPDATE version_number SET last = last + 1000;
    SELECT setval(sequence, nextval(sequence) + 1000000) FROM unnest(ARRAY[
        pg_get_serial_sequence('model_version', 'id')::regclass,
        pg_get_serial_sequence('alias_change', 'revision')::regclass,
        'artifact_collection'::regclass]) AS sequence;
    UPDATE server_identity SET (system_identifier, timeline) = (SELECT system_identifier, timeline FROM current_server_identity());
    SELECT 'accepted: system ' || system_identifier || ', timeline ' || timeline FROM server_identity;
$$;
