using System.Diagnostics;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The SQL of each <see cref="RemovalSelection"/>; all but the one by time run on an index.</summary>
internal static class SqliteRemovalSelection
{
    // One text per selection and step, made once: statements are kept by their text.
    private static readonly Statements OfId = new("INDEXED BY observation_id", "id = ?2");
    private static readonly Statements OfSubject = new("INDEXED BY observation_subject", "subject = ?2");
    private static readonly Statements OfEntity = new("INDEXED BY observation_entity", "entity = ?2");
    private static readonly Statements UpTo = new("", "sequence <= ?2");
    private static readonly Statements Before = new("", "at < ?2");

    /// <summary>Deletes the corrections of what is selected.</summary>
    public static string DeleteCorrections(RemovalSelection selection) => Of(selection).Corrections;

    /// <summary>Deletes the observations that are selected.</summary>
    public static string DeleteObservations(RemovalSelection selection) => Of(selection).Observations;

    /// <summary>Binds what the selection compares with.</summary>
    public static void Bind(SqliteQuery query, int parameter, RemovalSelection selection)
    {
        switch (selection)
        {
            case RemovalSelection.OfId one:
                query.Bind(parameter, one.Id);
                break;
            case RemovalSelection.OfSubject subject:
                query.Bind(parameter, subject.Subject);
                break;
            case RemovalSelection.OfEntity entity:
                query.Bind(parameter, entity.Entity);
                break;
            case RemovalSelection.UpTo oldest:
                query.Bind(parameter, oldest.Sequence);
                break;
            case RemovalSelection.Before before:
                query.Bind(parameter, Microseconds.ToUnix(before.At));
                break;
            default:
                throw new UnreachableException($"{selection.GetType().Name} is no selection.");
        }
    }

    private static Statements Of(RemovalSelection selection) => selection switch
    {
        RemovalSelection.OfId => OfId,
        RemovalSelection.OfSubject => OfSubject,
        RemovalSelection.OfEntity => OfEntity,
        RemovalSelection.UpTo => UpTo,
        RemovalSelection.Before => Before,
        _ => throw new UnreachableException($"{selection.GetType().Name} is no selection."),
    };

    private sealed class Statements(string index, string condition)
    {
        public string Corrections { get; } = $"""
            DELETE FROM observation INDEXED BY observation_correction WHERE stream_id = ?1 AND corrects IN (
                SELECT sequence FROM observation {index} WHERE stream_id = ?1 AND corrects IS NULL AND {condition})
            """;

        public string Observations { get; } = $"""
            DELETE FROM observation {index} WHERE stream_id = ?1 AND corrects IS NULL AND {condition}
            """;
    }
}
