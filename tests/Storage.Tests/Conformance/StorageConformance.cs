using System.Text;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What the suites share: a fresh storage per test, and rows to put into it.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    protected const string Owner = "silo-1";

    protected const string Definition = """{"kind":"online"}""";

    protected IStorageUnderTest Storage { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IStorageUnderTest> OpenAsync();

    protected static StoredApiKey Key(string id, string? tenant) => new()
    {
        Id = id,
        Tenant = tenant,
        SecretSha256 = [.. Enumerable.Range(0, 32).Select(index => (byte)index)],
        Scopes = ["predict", "observe"],
    };

    /// <summary>A tenant with a model, and its stream.</summary>
    protected async Task<StreamKey> CreateStreamAsync(string tenant = "acme", string model = "account-suggest")
    {
        await Storage.Tenants.CreateAsync(tenant, Key($"key{tenant}", tenant), Cancel);
        await Storage.Models.CreateAsync(tenant, model, Definition, Cancel);
        return new StreamKey(tenant, model);
    }

    protected async Task<StreamPosition> TakeAsync(StreamKey stream, string owner = Owner) =>
        await Storage.Observations.TakeAsync(stream, owner, Cancel) ?? throw new InvalidOperationException($"No stream {stream}.");

    protected static StoredObservation Row(long sequence, string? id = null, string target = "2770") => new()
    {
        Sequence = sequence,
        Id = id ?? $"row-{sequence}",
        At = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(sequence),
        ContentDigest = ObservationDigest.Compute(null, Features(sequence), target, null, null),
        Features = Features(sequence),
        Target = target,
    };

    protected static StoredObservation Row(long sequence, string id, string target, string? entity, string? subject = null) =>
        Row(sequence, id, target) with { Entity = entity, Subject = subject };

    /// <summary>The row that moves an observation from one target to another.</summary>
    protected static StoredObservation Correction(long sequence, StoredObservation corrected, string previousTarget, string target) => corrected with
    {
        Sequence = sequence,
        At = corrected.At.AddHours(1),
        Corrects = corrected.Sequence,
        PreviousTarget = previousTarget,
        Target = target,
    };

    protected static byte[] Features(long sequence) => Encoding.UTF8.GetBytes($$"""{"amount":{{sequence}},"text":"taxi"}""");

    protected static AppendRequest Append(StreamKey stream, StreamPosition position, int count, string idPrefix = "row") => new()
    {
        Stream = stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Rows = [.. Enumerable.Range(1, count).Select(offset => Row(position.Head + offset, $"{idPrefix}-{position.Head + offset}"))],
    };

    protected static AppendRequest Append(StreamKey stream, StreamPosition position, params StoredObservation[] rows) => new()
    {
        Stream = stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Rows = rows,
    };

    /// <summary>A stream that holds these rows, numbered from 1, and its position.</summary>
    protected async Task<(StreamKey Stream, StreamPosition Position)> CreateStreamAsync(params StoredObservation[] rows)
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        Assert.Equal(AppendVerdict.Committed, await Storage.Observations.AppendAsync(Append(stream, position, rows), Cancel));
        return (stream, position with { Head = rows.Length });
    }

    protected Task<RemovalResult> RemoveAsync(StreamKey stream, StreamPosition position, RemovalSelection selection) =>
        Storage.Observations.RemoveAsync(Removal(stream, position, selection), Cancel);

    protected static RemovalRequest Removal(StreamKey stream, StreamPosition position, RemovalSelection selection) => new()
    {
        Stream = stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Selection = selection,
    };

    protected async Task<IReadOnlyList<StoredObservation>> ReadAllAsync(StreamKey stream) =>
        await Storage.Observations.ReadAsync(stream, 0, int.MaxValue, Cancel);

    protected static void AssertSame(StoredObservation expected, StoredObservation actual)
    {
        Assert.Equal(expected.Sequence, actual.Sequence);
        Assert.Equal(expected.Id, actual.Id);
        Assert.Equal(expected.At, actual.At);
        Assert.Equal(TimeSpan.Zero, actual.At.Offset);
        Assert.Equal(expected.ContentDigest, actual.ContentDigest);
        Assert.Equal(expected.Features, actual.Features);
        Assert.Equal(expected.Target, actual.Target);
        Assert.Equal(expected.Entity, actual.Entity);
        Assert.Equal(expected.Subject, actual.Subject);
        Assert.Equal(expected.Corrects, actual.Corrects);
        Assert.Equal(expected.PreviousTarget, actual.PreviousTarget);
    }
}
