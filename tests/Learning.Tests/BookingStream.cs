using System.Text.Json;

namespace Berlin.Learning.Tests;

/// <summary>Random bookings: words and amounts that go with the account, values that are missing, accounts that appear with time.</summary>
internal static class BookingStream
{
    public static List<(byte[] Features, string Target)> Make(int seed, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(i => Row(random, i))];
    }

    /// <summary>One of a few entities, or none, for a row: the same each time.</summary>
    public static string? EntityOf(byte[] features) => features.Length % 6 == 0 ? null : $"entity {features.Length % 6}";

    private static (byte[] Features, string Target) Row(Random random, int index)
    {
        var target = random.Next(Math.Min(40, 3 + (index / 5)));
        var words = Enumerable.Range(0, random.Next(6)).Select(_ => $"Word{(random.Next(10) * random.Next(20)) + target}");
        var features = new Dictionary<string, object?>
        {
            ["amount"] = Math.Round((random.NextDouble() - 0.2) * Math.Pow(10, random.Next(5)), 2),
            ["card"] = random.Next(4) == 0 ? null : $"K{random.Next(50)}",
            ["text"] = string.Join(' ', words),
        };
        return (JsonSerializer.SerializeToUtf8Bytes(features), $"account {target}");
    }
}
