using System.Diagnostics;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>The SQL of each <see cref="RemovalSelection"/>: $1 is the stream's id, $2 what the selection compares with. All but the one by time run on an index.</summary>
internal static class PostgresRemovalSelection
{
    private static readonly Statements OfId = OfFew("id = $2");
    private static readonly Statements OfSubject = OfFew("subject = $2");
    private static readonly Statements OfEntity = OfFew("entity = $2");

    private static readonly Statements UpTo = OfMany("sequence <= $2", "corrects <= $2");

    private static readonly Statements Before = OfMany(
        "at < $2",
        "(SELECT corrected.at FROM observation AS corrected WHERE corrected.stream_id = $1 AND corrected.sequence = observation.corrects) < $2");

    /// <summary>Deletes the corrections of what is selected.</summary>
    public static string DeleteCorrections(RemovalSelection selection) => Of(selection).Corrections;

    /// <summary>Deletes the observations that are selected.</summary>
    public static string DeleteObservations(RemovalSelection selection) => Of(selection).Observations;

    /// <summary>Binds what the selection compares with.</summary>
    /// <exception cref="ArgumentException">It holds an unpaired surrogate.</exception>
    public static PostgresQuery Bind(this PostgresQuery query, RemovalSelection selection) => selection switch
    {
        RemovalSelection.OfId one => query.BindText(one.Id),
        RemovalSelection.OfSubject subject => query.BindText(subject.Subject),
        RemovalSelection.OfEntity entity => query.BindText(entity.Entity),
        RemovalSelection.UpTo oldest => query.Bind(oldest.Sequence),
        RemovalSelection.Before before => query.Bind(Microseconds.ToUnix(before.At)),
        _ => throw new UnreachableException($"{selection.GetType().Name} is no selection."),
    };

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
    private static Statements OfFew(string condition) => new(
        $"""
        DELETE FROM observation WHERE stream_id = $1 AND corrects IN (
            SELECT sequence FROM observation WHERE stream_id = $1 AND corrects IS NULL AND {condition})
        """,
        $"DELETE FROM observation WHERE stream_id = $1 AND corrects IS NULL AND {condition}");

    /// <summary>For a large part of a stream, which has few corrections: each of these is asked for its observation.</summary>
    private static Statements OfMany(string condition, string correctionCondition) => new(
        $"DELETE FROM observation WHERE stream_id = $1 AND corrects IS NOT NULL AND {correctionCondition}",
        $"DELETE FROM observation WHERE stream_id = $1 AND corrects IS NULL AND {condition}");

    private sealed record Statements(string Corrections, string Observations);
}
