using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berlin.Chaos.Load;

namespace Berlin.EndToEnd.Tests.Durability;

/// <summary>
/// One client's stream to one model: observations, corrections of them, and removals. It knows of each call whether it was
/// acknowledged, or had no answer and is to be sent again. What is removed is never sent again.
/// </summary>
internal sealed class ObservationHistory(int seed)
{
    private const string Model = "accounts";
    private readonly Random random = new(seed);
    private readonly HashSet<string> sent = [];
    private readonly HashSet<string> removedIds = [];
    private readonly HashSet<int> removedSubjects = [];
    private readonly Dictionary<string, string> corrected = [];
    private readonly List<Func<HttpClient, Task<bool>>> unanswered = [];
    private int next;

    /// <summary>Ids whose batch was answered with 200.</summary>
    public HashSet<string> Acknowledged { get; } = [];

    /// <summary>Corrections and removals that were answered with 200.</summary>
    public int Changes { get; private set; }

    /// <summary>When everything is settled: the observations that are stored, and the target of each.</summary>
    public Dictionary<string, string> Expected => sent.Where(id => !IsRemoved(id)).ToDictionary(id => id, id => corrected.GetValueOrDefault(id) ?? AccountModel.Target(AccountModel.NumberOf(id)));

    /// <summary>Batches answered with anything but 200.</summary>
    public int Refused { get; private set; }

    /// <summary>Batches without an answer.</summary>
    public int Unknown { get; private set; }

    public static async Task DefineAsync(HttpClient http, string model = Model)
    {
        using var definition = new StringContent(AccountModel.Definition, Encoding.UTF8, "application/json");
        using var response = await http.PutAsync($"/v1/models/{model}", definition);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends batches, corrections and removals until the server is gone.</summary>
    public async Task SendUntilGoneAsync(HttpClient http)
    {
        while (await TryNextAsync(http))
        {
        }
    }

    /// <summary>Sends a number of batches to a server that lives; each must be acknowledged.</summary>
    public async Task SendAsync(HttpClient http, int batches)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            if (!await TrySendAsync(http, NextBatch()))
            {
                throw new InvalidOperationException("The server did not answer.");
            }
        }
    }

    /// <summary>Sends everything again that has no acknowledgement; the server must take or know it.</summary>
    public async Task SettleAsync(HttpClient http)
    {
        foreach (var chunk in sent.Except(Acknowledged).Where(id => !IsRemoved(id)).Order(StringComparer.Ordinal).Chunk(500).ToList())
        {
            Assert.True(await TrySendAsync(http, chunk), "The server did not answer.");
        }

        foreach (var call in unanswered.ToList())
        {
            Assert.True(await call(http), "The server did not answer.");
        }

        unanswered.Clear();
    }

    /// <summary>How many observations of its own each entity has when it is asked.</summary>
    public static async Task<Dictionary<string, long>> CountByEntityAsync(HttpClient http)
    {
        var counts = new Dictionary<string, long>();
        foreach (var entity in Enumerable.Range(0, AccountModel.Entities).Select(AccountModel.Entity))
        {
            using var response = await http.PostAsJsonAsync($"/v1/models/{Model}/predict", new { features = new { text = "taxi" }, entity });
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            counts[entity] = answer.RootElement.GetProperty("entity").GetProperty("observations").GetInt64();
        }

        return counts;
    }

    public static async Task<(long Sequence, string Digest)> DigestAsync(HttpClient http)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync($"/v1/models/{Model}?digest=true"));
        return (answer.RootElement.GetProperty("sequence").GetInt64(), answer.RootElement.GetProperty("learner_digest").GetString()!);
    }

    private Task<bool> TryNextAsync(HttpClient http)
    {
        var known = Acknowledged.Count == 0 ? null : AccountModel.Id(random.Next(next));
        if (known is null || !Acknowledged.Contains(known) || IsRemoved(known))
        {
            return TrySendAsync(http, NextBatch());
        }

        switch (random.Next(24))
        {
            case 0:
                removedSubjects.Add(SubjectOf(known));
                return TryChangeAsync(http, HttpMethod.Delete, $"subjects/s{SubjectOf(known)}");
            case 1:
                removedIds.Add(known);
                return TryChangeAsync(http, HttpMethod.Delete, $"observations/{known}");
            case 2 or 3 or 4:
                corrected[known] = $"{2700 + random.Next(40)}";
                return TryChangeAsync(http, HttpMethod.Put, $"observations/{known}", () => JsonContent.Create(new { target = corrected[known] }));
            default:
                return TrySendAsync(http, NextBatch());
        }
    }

    // A change without an answer is made once more when the server is back, as it was last meant.
    private async Task<bool> TryChangeAsync(HttpClient http, HttpMethod method, string path, Func<HttpContent>? body = null)
    {
        if (await SendOnceAsync(http))
        {
            return true;
        }

        unanswered.Add(SendOnceAsync);
        return false;

        async Task<bool> SendOnceAsync(HttpClient to)
        {
            using var request = new HttpRequestMessage(method, $"/v1/models/{Model}/{path}") { Content = body?.Invoke() };
            try
            {
                using var response = await to.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                Assert.True(response.StatusCode == HttpStatusCode.OK || IsGone(response.StatusCode, path), $"{method} {path}: {response.StatusCode} {text}");
                Changes++;
                return true;
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
            {
                Unknown++;
                return false;
            }
        }
    }

    // An observation that is removed already cannot be removed again or corrected.
    private bool IsGone(HttpStatusCode status, string path) =>
        status == HttpStatusCode.NotFound && path.Split('/') is ["observations", var id] && IsRemoved(id);

    private bool IsRemoved(string id) => removedIds.Contains(id) || removedSubjects.Contains(SubjectOf(id));

    private static int SubjectOf(string id) => AccountModel.SubjectOf(AccountModel.NumberOf(id));

    private string[] NextBatch()
    {
        // Now and then a row is sent a second time: it must be known, not stored twice.
        var ids = Enumerable.Range(next, random.Next(1, 80)).Select(AccountModel.Id).ToList();
        next += ids.Count;
        if (Acknowledged.Count > 0 && random.Next(4) == 0)
        {
            ids.Add(AccountModel.Id(random.Next(next)));
        }

        return [.. ids.Distinct().Where(id => !IsRemoved(id))];
    }

    private async Task<bool> TrySendAsync(HttpClient http, IReadOnlyCollection<string> ids)
    {
        sent.UnionWith(ids);
        try
        {
            using var body = new StringContent(string.Join('\n', ids.Select(id => AccountModel.Observation(AccountModel.NumberOf(id)))), Encoding.UTF8, "application/x-ndjson");
            using var response = await http.PostAsync($"/v1/models/{Model}/observations", body);
            return await RecordAsync(response, ids);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            Unknown++;
            return false;
        }
    }

    private async Task<bool> RecordAsync(HttpResponseMessage response, IReadOnlyCollection<string> ids)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Refused++;
            return false;
        }

        Assert.Equal((HttpStatusCode.OK, text), (response.StatusCode, text));
        using var answer = JsonDocument.Parse(text);
        var accepted = answer.RootElement.GetProperty("accepted").GetInt32();
        var duplicates = answer.RootElement.GetProperty("duplicates").GetInt32();
        Assert.Equal((ids.Count, 0), (accepted + duplicates, answer.RootElement.GetProperty("rejected").GetArrayLength()));
        Acknowledged.UnionWith(ids);
        return true;
    }
}
