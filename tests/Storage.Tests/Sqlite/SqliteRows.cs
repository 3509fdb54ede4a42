using System.Text;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>Rows for tests that need a stream but do not look at what it holds.</summary>
internal static class SqliteRows
{
    public static StreamKey Stream { get; } = new("acme", "suggest");

    /// <summary>Creates the stream where it is missing, takes it and appends rows.</summary>
    public static async Task<StreamPosition> FillAsync(SqliteStorage storage, int rows)
    {
        var key = new StoredApiKey { Id = "k", Tenant = Stream.Tenant, SecretSha256 = new byte[32], Scopes = [] };
        await storage.Tenants.CreateAsync(Stream.Tenant, key, default);
        await storage.Models.CreateAsync(Stream.Tenant, Stream.Model, "{}", default);
        var position = (await storage.Observations.TakeAsync(Stream, "test", default))!;
        if (rows > 0)
        {
            await storage.Observations.AppendAsync(Append(position, rows), default);
        }

        return position with { Head = position.Head + rows };
    }

    public static AppendRequest Append(StreamPosition position, int rows, int featuresBytes = 60) => new()
    {
        Stream = Stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Rows = [.. Enumerable.Range(1, rows).Select(offset => Row(position.Head + offset, featuresBytes))],
    };

    private static StoredObservation Row(long sequence, int featuresBytes) => new()
    {
        Sequence = sequence,
        Id = $"{sequence}",
        At = DateTimeOffset.UnixEpoch,
        ContentDigest = new byte[ObservationDigest.SizeBytes],
        Features = Encoding.ASCII.GetBytes(new string('x', featuresBytes)),
        Target = "2770",
    };
}
