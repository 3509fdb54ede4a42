using Npgsql;

namespace Berlin.Chaos.Oracle;

/// <summary>
/// Has PostgreSQL itself write down who changed which stream, in the order of the changes, and finds what no fence should have let
/// through. It judges by the name of the connection (<c>berlin silo/generation</c>), so it does not depend on the predicates it checks.
/// </summary>
internal static class WriteAudit
{
    // An identifier of PostgreSQL, such as application_name, holds 63 bytes.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS audit_write (
            number     bigserial PRIMARY KEY,
            stream_id  bigint NOT NULL,
            kind       text   NOT NULL,
            old_epoch  bigint NOT NULL,
            epoch      bigint NOT NULL,
            owner      text   NOT NULL,
            head       bigint NOT NULL,
            is_owners  boolean NOT NULL,
            writer     text   NOT NULL,
            at         timestamptz NOT NULL DEFAULT clock_timestamp()
        );

        CREATE OR REPLACE FUNCTION audit_stream() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit_write (stream_id, kind, old_epoch, epoch, owner, head, is_owners, writer)
            VALUES (NEW.id, CASE WHEN NEW.head <> OLD.head THEN 'append' ELSE 'take' END, OLD.epoch, NEW.epoch, convert_from(NEW.owner, 'UTF8'), NEW.head,
                    current_setting('application_name') = left('berlin ' || convert_from(NEW.owner, 'UTF8'), 63), current_setting('application_name'));
            RETURN NULL;
        END $$;

        CREATE OR REPLACE FUNCTION audit_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit_write (stream_id, kind, old_epoch, epoch, owner, head, is_owners, writer)
            SELECT NEW.stream_id, 'checkpoint', stream.epoch, NEW.epoch, convert_from(stream.owner, 'UTF8'), NEW.sequence,
                   current_setting('application_name') = left('berlin ' || convert_from(stream.owner, 'UTF8'), 63), current_setting('application_name')
            FROM stream WHERE id = NEW.stream_id;
            RETURN NULL;
        END $$;

        CREATE OR REPLACE TRIGGER audit_stream AFTER UPDATE ON stream FOR EACH ROW
            WHEN (NEW.epoch <> OLD.epoch OR NEW.owner <> OLD.owner OR NEW.head <> OLD.head) EXECUTE FUNCTION audit_stream();
        CREATE OR REPLACE TRIGGER audit_checkpoint AFTER INSERT ON checkpoint FOR EACH ROW EXECUTE FUNCTION audit_checkpoint();
        """;

    // A take raises the epoch; an append or a checkpoint is its owner's and keeps it.
    private const string StaleWrites = """
        SELECT format('%s of stream %s by ''%s'' at epoch %s, while ''%s'' owned it at epoch %s (%s)', kind, stream_id, writer, epoch, owner, old_epoch, at)
        FROM audit_write
        WHERE NOT is_owners OR epoch < old_epoch OR (kind = 'take' AND epoch = old_epoch) OR (kind <> 'take' AND epoch <> old_epoch)
        ORDER BY number
        """;

    private const string SharedEpochs = """
        SELECT format('epoch %s of stream %s had the owners %s', epoch, stream_id, string_agg(DISTINCT owner, ', '))
        FROM audit_write GROUP BY stream_id, epoch HAVING count(DISTINCT owner) > 1
        """;

    /// <summary>From now on, every write is written down.</summary>
    public static async Task InstallAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Schema, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<OracleVerdict> JudgeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stale = await ReadTextsAsync(connection, StaleWrites, cancellationToken);
        var shared = await ReadTextsAsync(connection, SharedEpochs, cancellationToken);
        return new OracleVerdict { StaleWrites = stale.Count, SharedEpochs = shared.Count, Findings = [.. stale.Take(10), .. shared.Take(10)] };
    }

    private static async Task<List<string>> ReadTextsAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}
