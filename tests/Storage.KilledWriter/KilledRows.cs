using System.Globalization;
using System.Text;
using Berlin.Storage.Streams;

namespace Berlin.Storage.KilledWriter;

/// <summary>The rows that the writer writes: all but the epoch in the id follows from model, sequence and the rows before, so that a reader can check them.</summary>
public static class KilledRows
{
    public const string Tenant = "acme";

    /// <summary>Which observation a row corrects, where the stream holds it; null = the row is an observation in any case.</summary>
    public static long? Corrected(long sequence) => sequence % 6 == 0 ? sequence - 5 : null;

    public static StoredObservation Make(string model, long epoch, long sequence)
    {
        var features = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', (int)(sequence % 700))}} {{model}} {{sequence}}"}""");
        return new StoredObservation
        {
            Sequence = sequence,
            Id = string.Create(CultureInfo.InvariantCulture, $"{sequence * 7919 % 1009}-{sequence}-{epoch}"),
            At = At(sequence),
            ContentDigest = ObservationDigest.Compute(null, features, Target(model, sequence), null, null),
            Features = features,
            Target = Target(model, sequence),
            Entity = Entity(sequence),
            Subject = Subject(sequence),
        };
    }

    public static StoredObservation Correct(string model, StoredObservation corrected, string previousTarget, long sequence) => corrected with
    {
        Sequence = sequence,
        At = At(sequence),
        Corrects = corrected.Sequence,
        PreviousTarget = previousTarget,
        Target = Target(model, sequence),
    };

    public static DateTimeOffset At(long sequence) => DateTimeOffset.UnixEpoch.AddSeconds(sequence);

    public static string Entity(long sequence) => string.Create(CultureInfo.InvariantCulture, $"e{sequence % 7}");

    public static string Subject(long sequence) => string.Create(CultureInfo.InvariantCulture, $"s{sequence / 40}");

    private static string Target(string model, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{model} {sequence}");
}
