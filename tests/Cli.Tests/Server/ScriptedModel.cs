using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berlin.Cli.Tests.Server;

/// <summary>A model in memory: observations by id, and counts of words by target that rank the targets.</summary>
internal sealed class ScriptedModel(string name, JsonObject definition)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _counts = new(StringComparer.Ordinal);
    private int _first;
    private int _firstThree;

    public string Name => name;

    /// <summary>Ids and their observations as they arrived, in order.</summary>
    public IReadOnlyDictionary<string, string> Stored => _stored;

    public JsonObject Definition => definition;

    public JsonObject Store(IReadOnlyList<string> lines)
    {
        lock (_lock)
        {
            int accepted = 0, duplicates = 0;
            var rejected = new JsonArray();
            for (var index = 0; index < lines.Count; index++)
            {
                var fault = StoreOne(lines[index], ref accepted, ref duplicates);
                if (fault is not null)
                {
                    rejected.Add(new JsonObject { ["index"] = index, ["code"] = fault, ["error"] = $"observations[{index}] is refused." });
                }
            }

            return new JsonObject
            {
                ["accepted"] = accepted,
                ["duplicates"] = duplicates,
                ["rejected"] = rejected,
                ["sequence"] = _stored.Count,
            };
        }
    }

    public JsonObject Describe()
    {
        lock (_lock)
        {
            return new JsonObject
            {
                ["name"] = name,
                ["kind"] = "online",
                ["definition"] = definition.DeepClone(),
                ["created_at"] = "2026-01-01T00:00:00Z",
                ["changed_at"] = "2026-01-01T00:00:00Z",
                ["revision"] = 1,
                ["sequence"] = _stored.Count,
                ["rows"] = _stored.Count,
                ["log_generation"] = 1,
                ["classes"] = _counts.Values.SelectMany(counts => counts.Keys).Distinct().Count(),
                ["columns"] = _counts.Count,
                ["metrics"] = new JsonObject { ["overall"] = Metrics(), ["window"] = Metrics() },
                ["checkpoint"] = null,
            };
        }
    }

    public JsonObject Predict(JsonObject features, int top, string? entity)
    {
        lock (_lock)
        {
            var ranked = Rank(features).Take(top)
                .Select(pair => (JsonNode)new JsonObject { ["value"] = pair.Target, ["probability"] = pair.Share });
            var answer = new JsonObject
            {
                ["prediction_id"] = "pr_1",
                ["model"] = name,
                ["version"] = "live",
                ["observations"] = _stored.Count,
                ["predictions"] = new JsonArray([.. ranked]),
            };
            if (entity is not null)
            {
                answer["entity"] = new JsonObject { ["name"] = entity, ["observations"] = 12 };
            }

            return answer;
        }
    }

    private string? StoreOne(string line, ref int accepted, ref int duplicates)
    {
        var observation = JsonNode.Parse(line)!.AsObject();
        if (observation["target"]?.GetValueKind() != JsonValueKind.String)
        {
            return "observation.invalid";
        }

        var id = (string)observation["id"]!;
        if (_stored.TryGetValue(id, out var before))
        {
            duplicates += before == line ? 1 : 0;
            return before == line ? null : "observation.conflict";
        }

        _stored[id] = line;
        accepted++;
        Learn(observation["features"]!.AsObject(), (string)observation["target"]!);
        return null;
    }

    private void Learn(JsonObject features, string target)
    {
        var ranked = Rank(features).Take(3).Select(pair => pair.Target).ToList();
        _first += ranked.FirstOrDefault() == target ? 1 : 0;
        _firstThree += ranked.Contains(target) ? 1 : 0;
        foreach (var word in Words(features))
        {
            if (!_counts.TryGetValue(word, out var counts))
            {
                _counts[word] = counts = new Dictionary<string, int>(StringComparer.Ordinal);
            }

            counts[target] = counts.GetValueOrDefault(target) + 1;
        }
    }

    private IEnumerable<(string Target, double Share)> Rank(JsonObject features)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var counts in Words(features).Select(word => _counts.GetValueOrDefault(word)).OfType<Dictionary<string, int>>())
        {
            double total = counts.Values.Sum();
            foreach (var (target, count) in counts)
            {
                scores[target] = scores.GetValueOrDefault(target) + (count / total / Math.Sqrt(total));
            }
        }

        var sum = scores.Values.Sum();
        return scores.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value / sum));
    }

    private static IEnumerable<string> Words(JsonObject features)
    {
        return features["text"] is { } text ? ((string)text!).Split(' ').Append(string.Empty) : [string.Empty];
    }

    private JsonObject Metrics()
    {
        var count = _stored.Count;
        return new JsonObject
        {
            ["count"] = count,
            ["accuracy_1"] = count == 0 ? 0 : (double)_first / count,
            ["accuracy_3"] = count == 0 ? 0 : (double)_firstThree / count,
            ["log_loss"] = 1.25,
            ["calibration_error"] = 0.04,
        };
    }
}
