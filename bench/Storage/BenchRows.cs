using System.Text;
using Berlin.Storage.Streams;

namespace Berlin.Bench.Storage;

/// <summary>Rows as a bookkeeping product sends them: a line of text, an amount, and the entity whose books they are.</summary>
internal static class BenchRows
{
    private static readonly byte[] Digest = new byte[ObservationDigest.SizeBytes];
    private static readonly byte[] Features = Encoding.UTF8.GetBytes("""{"amount":125.5,"text":"taxi from the station to the conference"}""");

    /// <summary>The rows after <paramref name="head"/>, spread evenly and without order among entities; 0 = of none.</summary>
    public static StoredObservation[] Make(long head, int count, int entities)
    {
        var rows = new StoredObservation[count];
        for (var index = 0; index < count; index++)
        {
            var sequence = head + index + 1;
            var spread = unchecked((ulong)sequence * 0x9E3779B97F4A7C15);
            rows[index] = new StoredObservation
            {
                Sequence = sequence,
                // Spread over the index of ids, as ids are that clients draw at random: the worst case.
                Id = $"{spread:x16}-{sequence}",
                At = DateTimeOffset.UnixEpoch.AddSeconds(sequence),
                ContentDigest = Digest,
                Features = Features,
                Target = "2770",
                Entity = entities == 0 ? null : Entity((int)(spread % (ulong)entities)),
            };
        }

        return rows;
    }

    public static string Entity(int number) => $"agreement{number:D6}";
}
