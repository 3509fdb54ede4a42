using System.Diagnostics;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The SQL of each <see cref="RemovalSelection"/>; all but the one by time run on an index.</summary>
internal static class SqliteRemovalSelection
{
    // One text per selection and step, made once: statements are kept by their text.
    private static readonly Statements OfId = OfFew("observation_id", "id = ?2");
    private static readonly Statements OfSubject = OfFew("observation_subject", "subject = ?2");
    private static readonly Statements OfEntity = OfFew("observation_entity", "entity = ?2");

    private static readonly Statements UpTo = OfMany("sequence <= ?2", "corrects <= ?2");

    private static readonly Statements Before = OfMany(
        "at < ?2",
        "(SELECT at FROM observation AS corrected WHERE corrected.stream_id = ?1 AND corrected.sequence = observation.corrects) < ?2");

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

    /// <summary>For a few observations: each is asked for its corrections.</summary>
    private static Statements OfFew(string index, string condition) => new(
        $"""
        DELETE FROM observation INDEXED BY observation_correction WHERE stream_id = ?1 AND corrects IN (
            SELECT sequence FROM observation INDEXED BY {index} WHERE stream_id = ?1 AND corrects IS NULL AND {condition})
        """,
        $"DELETE FROM observation INDEXED BY {index} WHERE stream_id = ?1 AND corrects IS NULL AND {condition}");

    /// <summary>For a large part of a stream, which has few corrections: each of these is asked for its observation.</summary>
    private static Statements OfMany(string condition, string correctionCondition) => new(
        $"DELETE FROM observation INDEXED BY observation_correction WHERE stream_id = ?1 AND corrects IS NOT NULL AND {correctionCondition}",
        $"DELETE FROM observation WHERE stream_id = ?1 AND corrects IS NULL AND {condition}");

    private sealed record Statements(string Corrections, string Observations);
}
