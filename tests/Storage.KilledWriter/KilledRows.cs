using System.Globalization;
using System.Text;
using Berlin.Storage.Streams;

namespace Berlin.Storage.KilledWriter;

/// <summary>The rows that the writer writes: all but the id follows from model and sequence, so that a reader can check them.</summary>
public static class KilledRows
{
    public const string Tenant = "acme";

    public static StoredObservation Make(string model, long epoch, long sequence)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{model} {sequence}");
        var features = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', (int)(sequence % 700))}} {{text}}"}""");
        return new StoredObservation
        {
            Sequence = sequence,
            Id = string.Create(CultureInfo.InvariantCulture, $"{sequence * 7919 % 1009}-{sequence}-{epoch}"),
            At = DateTimeOffset.UnixEpoch.AddSeconds(sequence),
            ContentDigest = ObservationDigest.Compute(null, features, text, null, null),
            Features = features,
            Target = text,
        };
    }
}
