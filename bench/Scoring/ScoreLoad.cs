using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Berlin.Bench.Scoring;

/// <summary>Scores bookings over and over, as CSV and as a stream.</summary>
internal sealed class ScoreLoad : IDisposable
{
    private readonly HttpClient http;
    private readonly byte[] rows;
    private readonly int rowsInPiece;

    public ScoreLoad(Uri server, string key)
    {
        http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "birmingham", "bookings.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        rowsInPiece = lines.Count;
        rows = Encoding.UTF8.GetBytes(string.Concat(lines.Select(fields => $"{fields[2]},{fields[3]}\n")));
    }

    /// <summary>Scores <paramref name="pieces"/> times all bookings over each of so many connections; returns rows a second.</summary>
    public async Task<double> RunAsync(int connections, int pieces)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => ScoreAsync(pieces)));
        return (double)connections * pieces * rowsInPiece / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Scores so many pieces as a job; returns rows a second, from the first byte sent to the last byte of the result.</summary>
    public async Task<double> RunJobAsync(int pieces)
    {
        var start = Stopwatch.GetTimestamp();
        using var made = await http.PostAsync("/v1/jobs?model=accounts", Body(pieces));
        made.EnsureSuccessStatusCode();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!(await http.GetStringAsync(made.Headers.Location)).Contains("\"state\":\"done\"", StringComparison.Ordinal))
        {
            await pace.WaitForNextTickAsync();
        }

        using var result = await http.GetAsync($"{made.Headers.Location}/result", HttpCompletionOption.ResponseHeadersRead);
        await RequireRowsAsync(result, pieces);
        using var gone = await http.DeleteAsync(made.Headers.Location);
        return (double)pieces * rowsInPiece / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => http.Dispose();

    private async Task ScoreAsync(int pieces)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models/accounts/score") { Content = Body(pieces) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await RequireRowsAsync(answer, pieces);
    }

    private PiecesContent Body(int pieces) => new("text,amount\n"u8.ToArray(), rows, pieces);

    /// <summary>Every row is answered with classes and not with a fault.</summary>
    private async Task RequireRowsAsync(HttpResponseMessage answer, int pieces)
    {
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[128 * 1024];
        var lines = 0L;
        while (await body.ReadAsync(buffer) is var count and > 0)
        {
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        }

        if (lines != 1 + ((long)pieces * rowsInPiece))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{pieces * rowsInPiece} rows were answered with {lines} lines."));
        }
    }

    /// <summary>A header row and the same rows again and again, without ever holding them all.</summary>
    private sealed class PiecesContent : HttpContent
    {
        private readonly byte[] header;
        private readonly byte[] rows;
        private readonly int pieces;

        public PiecesContent(byte[] header, byte[] rows, int pieces)
        {
            (this.header, this.rows, this.pieces) = (header, rows, pieces);
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(header);
            for (var piece = 0; piece < pieces; piece++)
            {
                await stream.WriteAsync(rows);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = header.Length + ((long)rows.Length * pieces);
            return true;
        }
    }
}
