using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Berlin.EndToEnd.Tests.Durability;

/// <summary>
/// One client's stream of observations to one model, with what it knows of each batch: acknowledged, or sent without an
/// answer and to be sent again.
/// </summary>
internal sealed class ObservationHistory(int seed)
{
    private const string Model = "accounts";
    private static readonly string[] Words = ["taxi", "hotel", "fuel", "paper", "lunch", "train", "rent", "phone", "books", "milk"];

    private readonly Random random = new(seed);
    private int next;

    /// <summary>Ids whose batch was answered with 200.</summary>
    public HashSet<string> Acknowledged { get; } = [];

    /// <summary>What was sent under each id.</summary>
    public Dictionary<string, string> Targets { get; } = [];

    /// <summary>Batches answered with anything but 200.</summary>
    public int Refused { get; private set; }

    /// <summary>Batches without an answer.</summary>
    public int Unknown { get; private set; }

    public static async Task DefineAsync(HttpClient http, string model = Model)
    {
        using var response = await http.PutAsJsonAsync($"/v1/models/{model}", new
        {
            kind = "online",
            learner = new { type = "multinomial-naive-bayes", alpha = 1 },
            features = new object[]
            {
                new { field = "text", type = "text", ngrams = (int[])[1, 2] },
                new { field = "amount", type = "number", buckets = "log2" },
            },
            target = "account",
        });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends batches until the server is gone.</summary>
    public async Task SendUntilGoneAsync(HttpClient http)
    {
        while (await TrySendAsync(http, NextBatch()))
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
        foreach (var chunk in Targets.Keys.Except(Acknowledged).Order(StringComparer.Ordinal).Chunk(500).ToList())
        {
            if (!await TrySendAsync(http, chunk))
            {
                throw new InvalidOperationException("The server did not answer.");
            }
        }
    }

    public static async Task<(long Sequence, string Digest)> DigestAsync(HttpClient http)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync($"/v1/models/{Model}?digest=true"));
        return (answer.RootElement.GetProperty("sequence").GetInt64(), answer.RootElement.GetProperty("learner_digest").GetString()!);
    }

    private string[] NextBatch()
    {
        // Now and then a row is sent a second time: it must be known, not stored twice.
        var ids = Enumerable.Range(next, random.Next(1, 80)).Select(number => $"row-{number:D7}").ToList();
        next += ids.Count;
        if (Acknowledged.Count > 0 && random.Next(4) == 0)
        {
            ids.Add($"row-{random.Next(next):D7}");
        }

        return [.. ids.Distinct()];
    }

    private async Task<bool> TrySendAsync(HttpClient http, IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids)
        {
            Targets.TryAdd(id, Target(id));
        }

        try
        {
            using var body = new StringContent(string.Join('\n', ids.Select(Row)), Encoding.UTF8, "application/x-ndjson");
            using var response = await http.PostAsync($"/v1/models/{Model}/observations", body);
            return await RecordAsync(response, ids);
        }
        catch (HttpRequestException)
        {
            Unknown++;
            return false;
        }
        catch (IOException)
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

    // What a row holds follows from its id alone, so that sending it again sends the same.
    private static string Row(string id)
    {
        var row = Of(id);
        var amount = (row.Next(-200_000, 2_000_000) / 100.0).ToString(CultureInfo.InvariantCulture);
        var text = string.Join(' ', Enumerable.Range(0, row.Next(1, 6)).Select(_ => Words[row.Next(Words.Length)]));
        return $$$"""{"id":"{{{id}}}","features":{"text":"{{{text}}}","amount":{{{amount}}}},"target":"{{{Target(id)}}}"}""";
    }

    private static string Target(string id) => $"{2700 + (Of(id).Next() % 40)}";

    private static Random Of(string id) => new(int.Parse(id[4..], CultureInfo.InvariantCulture));
}
