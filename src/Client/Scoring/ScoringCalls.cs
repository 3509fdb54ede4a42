using System.Net.Http.Headers;
using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls that score many rows; part of a <see cref="BerlinClient"/>. They need the scope <c>predict</c>.</summary>
public sealed class ScoringCalls
{
    private readonly ApiTransport _transport;

    internal ScoringCalls(ApiTransport transport) => _transport = transport;

    /// <summary>
    /// Sends rows and copies the answers, one line for each, while both are on their way; in bounded memory. Not repeated.
    /// </summary>
    /// <param name="request">What is to be scored.</param>
    /// <param name="rows">The rows, read to their end; stays open.</param>
    /// <param name="answers">Where the answers are written; stays open.</param>
    /// <param name="sent">Told how many bytes were sent so far; null where nobody asks.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BerlinUnreachableException">The connection broke; what was written then is not whole, and its last line may tell why.</exception>
    public async Task ScoreAsync(ScoreRequest request, Stream rows, Stream answers, Action<long>? sent = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(answers);
        var path = FormattableString.Invariant($"{ApiPath.Model(request.Model)}/score?top={request.Top}");
        using var answer = await _transport.PostAsync(path, Body(request, rows, sent), MediaTypeOf(request.Output), cancellationToken).ConfigureAwait(false);
        await _transport.CopyAsync(answer, answers, cancellationToken).ConfigureAwait(false);
    }

    internal static HttpContent Body(ScoreRequest request, Stream rows, Action<long>? sent) =>
        new RowsContent(rows, sent) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeOf(request.Input)) } };

    internal static string MediaTypeOf(ScoreFormat format) => format == ScoreFormat.Csv ? "text/csv" : "application/x-ndjson";
}
