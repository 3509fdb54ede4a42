using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Berlin.Chaos.Load;

/// <summary>A client of the API that repeats nothing and knows of each call whether it was done, refused, or has no answer.</summary>
internal sealed class LoadClient : IDisposable
{
    private const int Questions = 512;

    /// <summary>Longest wait for a prediction: past it the client has no answer.</summary>
    private static readonly TimeSpan PredictTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Longer than any server should think about observations, so that a server which hangs is seen to hang.</summary>
    private static readonly TimeSpan ObserveTimeout = TimeSpan.FromSeconds(15);

    private static readonly byte[][] EntityQuestions = [.. Enumerable.Range(0, Questions).Select(number => Encoding.UTF8.GetBytes(AccountModel.Question(number, ofEntity: true)))];
    private static readonly byte[][] PlainQuestions = [.. Enumerable.Range(0, Questions).Select(number => Encoding.UTF8.GetBytes(AccountModel.Question(number, ofEntity: false)))];

    private readonly CallLog _log;
    private readonly HttpClient _http;

    public LoadClient(Uri gateway, CallLog log)
    {
        _log = log;
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) };
        _http = new HttpClient(handler) { BaseAddress = gateway, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks a model, or one of its entities; the call was to begin when it was due.</summary>
    public Task PredictAsync(ModelUnderLoad model, int question, bool ofEntity, TimeSpan due)
    {
        var body = (ofEntity ? EntityQuestions : PlainQuestions)[question % Questions];
        return SendAsync(CallKind.Predict, model, "predict", body, "application/json", due, PredictTimeout, isDone: null);
    }

    /// <summary>Sends observations; done = the server says that it holds each of them.</summary>
    public async Task<bool> ObserveAsync(ModelUnderLoad model, IReadOnlyCollection<int> numbers)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', numbers.Select(AccountModel.Observation)));
        var outcome = await SendAsync(
            CallKind.Observe, model, "observations", body, "application/x-ndjson", _log.Now, ObserveTimeout, answer => HoldsAll(answer, numbers.Count));
        if (outcome == CallOutcome.Ok)
        {
            model.Ledger.Acknowledge(numbers);
        }

        return outcome == CallOutcome.Ok;
    }

    public void Dispose() => _http.Dispose();

    private async Task<CallOutcome> SendAsync(
        CallKind kind, ModelUnderLoad model, string call, byte[] body, string mediaType, TimeSpan due, TimeSpan bound, Func<string, bool>? isDone)
    {
        var (outcome, reason) = await TrySendAsync(model, call, body, mediaType, bound, isDone);
        _log.Add(new CallRecord(kind, model.Number, due, _log.Now, outcome, reason));
        return outcome;
    }

    private async Task<(CallOutcome Outcome, string? Reason)> TrySendAsync(
        ModelUnderLoad model, string call, byte[] body, string mediaType, TimeSpan bound, Func<string, bool>? isDone)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{model.Name}/{call}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", model.Key);
        using var timeout = new CancellationTokenSource(bound);
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token);
            var text = await response.Content.ReadAsStringAsync(timeout.Token);
            return response.StatusCode == HttpStatusCode.OK && isDone?.Invoke(text) != false ? (CallOutcome.Ok, null) : (CallOutcome.Refused, Refusal(response.StatusCode, text));
        }
        catch (OperationCanceledException)
        {
            return (CallOutcome.Unknown, $"{call}: no answer within {bound.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            return (CallOutcome.Unknown, $"{call}: {exception.GetType().Name}: {exception.Message}");
        }
    }

    private static bool HoldsAll(string answer, int count)
    {
        using var document = JsonDocument.Parse(answer);
        var counted = document.RootElement.GetProperty("accepted").GetInt32() + document.RootElement.GetProperty("duplicates").GetInt32();
        return counted == count;
    }

    private static string Refusal(HttpStatusCode status, string text) => $"{(int)status} {(text.Length > 300 ? text[..300] : text)}";
}
