using System.Globalization;
using System.Security.Cryptography;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.KilledWriter;

/// <summary>One stream's trainer, without a learner: appends of random sizes, corrections among them, and now and then a checkpoint or a removal.</summary>
internal sealed class StreamWriting(WrittenStorage storage, string model, Random random)
{
    public const string Owner = "killed-writer";

    /// <summary>Ends a writer that nobody kills.</summary>
    private const int MaxAppends = 5_000;

    private readonly StreamKey _stream = new(KilledRows.Tenant, model);
    private readonly WrittenStream _written = new(model);

    public async Task RunAsync()
    {
        var position = await TakeAsync();
        foreach (var row in await storage.Observations.ReadAsync(_stream, 0, int.MaxValue, CancellationToken.None))
        {
            _written.Add(row);
        }

        for (var append = 1; append <= MaxAppends; append++)
        {
            var count = random.Next(1, 30);
            position = await AppendAsync(position, count);
            if (append % 8 == 0)
            {
                await PublishAsync(position);
            }

            if (random.Next(12) == 0)
            {
                position = await RemoveAsync(position);
            }
        }
    }

    private async Task<StreamPosition> TakeAsync()
    {
        var key = new StoredApiKey { Id = "k", Tenant = KilledRows.Tenant, SecretSha256 = new byte[32], Scopes = ["observe"] };
        await storage.Tenants.CreateAsync(KilledRows.Tenant, key, CancellationToken.None);
        await storage.Models.CreateAsync(KilledRows.Tenant, model, "{}", CancellationToken.None);
        return await storage.Observations.TakeAsync(_stream, Owner, CancellationToken.None)
            ?? throw new InvalidOperationException("A created model has no stream.");
    }

    private async Task<StreamPosition> AppendAsync(StreamPosition position, int count)
    {
        var request = new AppendRequest
        {
            Stream = _stream,
            Epoch = position.Epoch,
            Owner = Owner,
            ExpectedHead = position.Head,
            Rows = [.. Enumerable.Range(1, count).Select(offset => _written.Next(position.Epoch, position.Head + offset))],
        };
        var verdict = await storage.Observations.AppendAsync(request, CancellationToken.None);
        if (verdict != AppendVerdict.Committed)
        {
            throw new InvalidOperationException("The only writer is fenced.");
        }

        Tell($"append {model} {position.Head + count}");
        return position with { Head = position.Head + count };
    }

    private async Task<StreamPosition> RemoveAsync(StreamPosition position)
    {
        var observations = _written.Observations;
        if (observations.Count == 0)
        {
            return position;
        }

        // The oldest rows by number or time, and any row, its subject or its entity.
        var kind = (KilledRemovalKind)random.Next(5);
        var sequence = kind is KilledRemovalKind.UpTo or KilledRemovalKind.Before
            ? observations.Min() + random.Next(60)
            : observations.ElementAt(random.Next(observations.Count));
        var removal = new KilledRemoval(position.Generation, position.Head, kind, sequence);
        Tell($"remove {model} {removal.ToWords()}");
        var result = await storage.Observations.RemoveAsync(
            new RemovalRequest
            {
                Stream = _stream,
                Epoch = position.Epoch,
                Owner = Owner,
                ExpectedHead = position.Head,
                Selection = removal.ToSelection(kind == KilledRemovalKind.Id ? _written[sequence].Id : ""),
            },
            CancellationToken.None);
        if (result.Verdict != AppendVerdict.Committed)
        {
            throw new InvalidOperationException("The only writer is fenced.");
        }

        Tell($"removed {model} {result.Position!.Generation}");
        _written.Remove(removal);
        foreach (var name in result.BlobNames)
        {
            await storage.Blobs.DeleteAsync(name, CancellationToken.None);
        }

        return result.Position;
    }

    private async Task PublishAsync(StreamPosition position)
    {
        var content = new byte[random.Next(1, 200_000)];
        random.NextBytes(content);
        var record = new CheckpointRecord
        {
            Sequence = position.Head,
            Generation = position.Generation,
            Epoch = position.Epoch,
            BlobName = $"checkpoints/{model}/{position.Generation}-{position.Head}-{position.Epoch}",
            Sha256 = SHA256.HashData(content),
            SizeBytes = content.Length,
            Metrics = [],
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        await storage.Blobs.PutAsync(record.BlobName, content, CancellationToken.None);
        if (!await storage.Checkpoints.PublishAsync(_stream, Owner, record, CancellationToken.None))
        {
            throw new InvalidOperationException("The only writer is fenced.");
        }

        Tell($"checkpoint {model} {position.Generation} {position.Head}");
        foreach (var name in await storage.Checkpoints.PruneAsync(_stream, Owner, position.Epoch, keep: 2, CancellationToken.None))
        {
            await storage.Blobs.DeleteAsync(name, CancellationToken.None);
        }
    }

    // Console.Out writes through at once and is synchronized.
    private static void Tell(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
