using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Export;

/// <summary>Reads a model's stored observations in slices that are small enough to hold.</summary>
internal sealed class StoredObservations(IModelGrain model)
{
    /// <summary>Rows of one call; of the largest features, 64 KiB, that is 6 MiB.</summary>
    private const int RowsOfASlice = 100;

    /// <summary>A page ends early at this size of its features, whatever number of rows was asked for.</summary>
    private const int MaxPageBytes = 8 * 1024 * 1024;

    /// <summary>The rows after a sequence number, at least one where there is one, at most <paramref name="limit"/>.</summary>
    /// <returns>The rows, and whether there are more.</returns>
    public async Task<(List<ExportedObservation> Rows, bool HasMore)> ReadPageAsync(long after, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<ExportedObservation>();
        var bytes = 0L;
        while (true)
        {
            // One more than is shown tells whether there is a next page.
            var asked = Math.Min(RowsOfASlice, limit - rows.Count + 1);
            var slice = await model.ReadObservationsAsync(after, asked, cancellationToken);
            foreach (var row in slice)
            {
                bytes += row.Features.Length;
                if (rows.Count == limit || (rows.Count > 0 && bytes > MaxPageBytes))
                {
                    return (rows, true);
                }

                rows.Add(row);
            }

            if (slice.Length < asked)
            {
                return (rows, false);
            }

            after = slice[^1].Sequence;
        }
    }

    /// <summary>Every row after a sequence number, slice by slice, up to the end that the stream has when it is reached.</summary>
    public async IAsyncEnumerable<ExportedObservation[]> ReadAllAsync(
        long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = await model.ReadObservationsAsync(after, RowsOfASlice, cancellationToken);
            yield return slice;
            if (slice.Length < RowsOfASlice)
            {
                yield break;
            }

            after = slice[^1].Sequence;
        }
    }
}
