using System.Runtime.CompilerServices;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>Reads a stream on from a sequence number, page by page, to its end.</summary>
internal static class StreamTail
{
    /// <summary>Pages of rows, none of them empty.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<StoredObservation>> ReadPagesAsync(
        this IObservationLog log,
        StreamKey stream,
        long afterSequence,
        int pageRows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await log.ReadAsync(stream, afterSequence, pageRows, cancellationToken) is { Count: > 0 } rows)
        {
            yield return rows;
            afterSequence = rows[^1].Sequence;
        }
    }
}
