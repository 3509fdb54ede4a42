using System.Buffers;
using Berlin.Client;

namespace Berlin.Cli.Observing;

/// <summary>Sends a file's rows in order, in batches, one batch at a time.</summary>
/// <remarks>
/// The order of the rows is the order of learning, so batches do not overtake each other. Memory is bounded by one batch.
/// </remarks>
internal sealed class ObservationUploader(BerlinClient client, string model, int batchRows, long? limit)
{
    /// <summary>A batch ends early at this size, well below the server's bound of 32 MiB.</summary>
    private const int MaxBatchBytes = 8 << 20;

    /// <summary>No row may be larger; the server's bound for the features of one is 64 KiB.</summary>
    private const int MaxRowBytes = 1 << 20;

    /// <summary>Code of rows that the command itself finds unfit.</summary>
    private const string UnfitRowCode = "row.invalid";

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly List<long> _lineNumbers = [];

    /// <summary>Sends all rows, or as many as the limit allows.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tally">Counts what is settled; correct also when the call ends early.</param>
    /// <param name="batchSettled">Runs after each batch.</param>
    /// <param name="cancellationToken">Ends the upload; a batch in flight may be stored, and a repeated run finds it.</param>
    public async Task RunAsync(
        IObservationSource source, UploadTally tally, Func<Task> batchSettled, CancellationToken cancellationToken)
    {
        long taken = 0;
        foreach (var row in source.Read())
        {
            if (taken++ >= limit)
            {
                break;
            }

            var fault = row.Json.Length > MaxRowBytes ? "the row is larger than 1 MiB" : row.Fault;
            if (fault is not null)
            {
                tally.Reject(row.Line, UnfitRowCode, fault);
                continue;
            }

            Append(row);
            if (_lineNumbers.Count >= batchRows || _lines.WrittenCount >= MaxBatchBytes)
            {
                await SendAsync(tally, batchSettled, cancellationToken);
            }
        }

        await SendAsync(tally, batchSettled, cancellationToken);
    }

    private void Append(SourceRow row)
    {
        _lines.Write(row.Json.Span);
        _lines.Write("\n"u8);
        _lineNumbers.Add(row.Line);
    }

    private async Task SendAsync(UploadTally tally, Func<Task> batchSettled, CancellationToken cancellationToken)
    {
        if (_lineNumbers.Count == 0)
        {
            return;
        }

        var result = await client.ObserveLinesAsync(model, _lines.WrittenMemory, cancellationToken);
        tally.Add(_lineNumbers, result);
        _lines.ResetWrittenCount();
        _lineNumbers.Clear();
        await batchSettled();
    }
}
