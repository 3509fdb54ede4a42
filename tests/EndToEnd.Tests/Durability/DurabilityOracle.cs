using System.Buffers;
using System.Security.Cryptography;
using Berlin.Learning;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.EndToEnd.Tests.Durability;

/// <summary>
/// Reads the data folder of a stopped server and holds it against what a client knows: every acknowledged id is stored
/// once with what was sent, sequence numbers have no gap, and the learner's bytes equal a clean replay of the rows.
/// </summary>
internal static class DurabilityOracle
{
    private static readonly StreamKey Stream = new("acme", "accounts");

    public static async Task VerifyAsync(string dataFolder, ObservationHistory history, string learnerDigest)
    {
        await using var storage = SqliteStorage.Open(dataFolder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        var rows = await storage.Observations.ReadAsync(Stream, 0, int.MaxValue, default);
        var position = await storage.Observations.ReadPositionAsync(Stream, default);

        Assert.Equal(rows.Count, position!.Head);
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Sequence));
        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(history.Acknowledged.Except(rows.Select(row => row.Id)));
        Assert.All(rows, row => Assert.Equal(history.Targets[row.Id], row.Target));
        Assert.Equal(learnerDigest, Replay(rows));
    }

    // The configuration that the API's definition in ObservationHistory stands for, written out by hand.
    private static string Replay(IReadOnlyList<StoredObservation> rows)
    {
        var classifier = new OnlineClassifier(new OnlineClassifierConfig
        {
            Features = [new TextFeature("text", new NgramRange(1, 2), null), new NumberFeature("amount")],
            Columns = new ColumnsConfig(ColumnMode.Vocabulary, 20_000),
            Learner = new LearnerConfig("multinomial-naive-bayes"),
            MaxClasses = 1_000,
        });
        foreach (var row in rows)
        {
            classifier.Learn(row.Features, row.Target, row.Entity);
        }

        var state = new ArrayBufferWriter<byte>();
        classifier.Write(state);
        return Convert.ToHexStringLower(SHA256.HashData(state.WrittenSpan));
    }
}
