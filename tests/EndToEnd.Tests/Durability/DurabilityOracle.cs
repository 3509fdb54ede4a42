using Berlin.Chaos.Oracle;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.EndToEnd.Tests.Durability;

/// <summary>
/// Reads the data folder of a stopped server and holds it against what a client knows: every acknowledged id is stored
/// once with the target that was sent or last corrected, nothing removed is there, no row is missing, and the learner's
/// bytes equal a clean replay of the rows.
/// </summary>
internal static class DurabilityOracle
{
    private static readonly StreamKey Stream = new("acme", "accounts");

    public static async Task VerifyAsync(string dataFolder, ObservationHistory history, string learnerDigest, IReadOnlyDictionary<string, long> countByEntity)
    {
        await using var storage = SqliteStorage.Open(dataFolder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        var rows = await storage.Observations.ReadAsync(Stream, 0, int.MaxValue, default);
        var position = await storage.Observations.ReadPositionAsync(Stream, default);

        Assert.Equal(position!.Head - position.Removed, rows.Count);
        Assert.Equal(rows.Select(row => row.Sequence).Distinct().Order(), rows.Select(row => row.Sequence));
        Assert.True(position.Removed > 0 || rows.Count == 0 || rows[^1].Sequence == rows.Count, "Sequence numbers have a gap.");
        var observations = rows.Where(row => row.Corrects is null).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var targets = rows.GroupBy(row => row.Id, StringComparer.Ordinal).ToDictionary(row => row.Key, row => row.Last().Target, StringComparer.Ordinal);
        Assert.Equal(history.Expected.OrderBy(row => row.Key, StringComparer.Ordinal), targets.OrderBy(row => row.Key, StringComparer.Ordinal));
        Assert.Equal(targets.Keys.Order(StringComparer.Ordinal), observations.Keys.Order(StringComparer.Ordinal));
        Assert.All(countByEntity, entity => Assert.Equal(observations.Values.Count(row => row.Entity == entity.Key), entity.Value));
        Assert.Equal(learnerDigest, Replay(rows));
    }

    private static string Replay(IReadOnlyList<StoredObservation> rows)
    {
        var replay = new CleanReplay();
        foreach (var row in rows)
        {
            replay.Learn(row);
        }

        return replay.Digest();
    }
}
