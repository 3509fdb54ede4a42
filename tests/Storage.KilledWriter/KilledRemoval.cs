using System.Globalization;
using Berlin.Storage.Streams;

namespace Berlin.Storage.KilledWriter;

/// <summary>A removal as the writer announces it before it asks for it.</summary>
/// <param name="Generation">Generation of the log before it; the removal was done where a later one is there.</param>
/// <param name="Head">Head of the stream at the time.</param>
/// <param name="Kind">What is removed.</param>
/// <param name="Sequence">The observation that is meant, or whose subject, entity, or time is.</param>
public sealed record KilledRemoval(long Generation, long Head, KilledRemovalKind Kind, long Sequence)
{
    /// <summary>The inverse of <see cref="ToWords"/>.</summary>
    public static KilledRemoval Parse(ReadOnlySpan<string> words) => new(
        long.Parse(words[0], CultureInfo.InvariantCulture),
        long.Parse(words[1], CultureInfo.InvariantCulture),
        Enum.Parse<KilledRemovalKind>(words[2]),
        long.Parse(words[3], CultureInfo.InvariantCulture));

    public string ToWords() => string.Create(CultureInfo.InvariantCulture, $"{Generation} {Head} {Kind} {Sequence}");

    /// <summary>Whether it takes an observation.</summary>
    public bool Takes(long observation) => Kind switch
    {
        KilledRemovalKind.Id => observation == Sequence,
        KilledRemovalKind.Subject => KilledRows.Subject(observation) == KilledRows.Subject(Sequence),
        KilledRemovalKind.Entity => KilledRows.Entity(observation) == KilledRows.Entity(Sequence),
        KilledRemovalKind.UpTo => observation <= Sequence,
        _ => KilledRows.At(observation) < KilledRows.At(Sequence),
    };

    /// <summary>The removal as the store is asked for it.</summary>
    /// <param name="id">Id of the observation that is meant.</param>
    public RemovalSelection ToSelection(string id) => Kind switch
    {
        KilledRemovalKind.Id => new RemovalSelection.OfId(id),
        KilledRemovalKind.Subject => new RemovalSelection.OfSubject(KilledRows.Subject(Sequence)),
        KilledRemovalKind.Entity => new RemovalSelection.OfEntity(KilledRows.Entity(Sequence)),
        KilledRemovalKind.UpTo => new RemovalSelection.UpTo(Sequence),
        _ => new RemovalSelection.Before(KilledRows.At(Sequence)),
    };
}

/// <summary>One per selection of the store.</summary>
public enum KilledRemovalKind
{
    Id,
    Subject,
    Entity,
    UpTo,
    Before,
}
