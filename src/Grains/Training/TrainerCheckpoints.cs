using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berlin.Learning;
using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Training;

/// <summary>
/// Writes and reads a stream's checkpoints: the bytes go to a blob under a name that holds sequence, epoch and digest;
/// a fenced row publishes them; older ones are pruned.
/// </summary>
internal sealed class TrainerCheckpoints(
    ICheckpointCatalog catalog,
    IBlobStore blobs,
    IFaultInjector faults,
    TimeProvider time,
    ILogger<TrainerCheckpoints> logger)
{
    /// <summary>Loads the newest checkpoint of the log generation that is whole, and passes over those that are not.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="generation">Generation of its log.</param>
    /// <param name="config">Config of the model's definition.</param>
    /// <param name="isOwner">Whether damaged ones are set aside for good: a follower's view of the files may be a moment behind the owner's.</param>
    /// <param name="cancellationToken">Gives up loading.</param>
    /// <returns>Null where there is none: the stream is replayed from its start.</returns>
    public async Task<(CheckpointRecord Record, OnlineClassifier Classifier, ProgressiveMetrics Metrics)?> LoadAsync(
        StreamKey stream, long generation, OnlineClassifierConfig config, bool isOwner, CancellationToken cancellationToken)
    {
        foreach (var record in await catalog.ListAsync(stream, generation, cancellationToken))
        {
            var bytes = await blobs.GetAsync(record.BlobName, cancellationToken);
            var (fault, classifier, metrics) = Read(record, bytes, config);
            if (fault is null)
            {
                return (record, classifier!, metrics!);
            }

            if (isOwner)
            {
                TrainerLog.CheckpointSetAside(logger, stream.Tenant, stream.Model, record.Sequence, fault);
                await catalog.SetAsideAsync(stream, record.BlobName, fault, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Publishes the learner as it is at the call; the trainer may go on learning while it is written.</summary>
    /// <returns>The published record; null where another trainer has taken the stream.</returns>
    public async Task<CheckpointRecord?> PublishAsync(TrainerState trainer, int kept, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        trainer.Classifier.Write(buffer);
        var sha256 = SHA256.HashData(buffer.WrittenSpan);
        var record = new CheckpointRecord
        {
            Sequence = trainer.Absorbed,
            Generation = trainer.Generation,
            Epoch = trainer.Epoch,
#if PLANTED_BUGS
            BlobName = PlantedBugs.Is(PlantedBug.CheckpointOverwrittenInPlace) ? $"{Prefix(trainer.Stream)}newest" : BlobName(trainer, sha256),
#else
            BlobName = BlobName(trainer, sha256),
#endif
            Sha256 = sha256,
            SizeBytes = buffer.WrittenCount,
            Metrics = new CheckpointSummary(
                trainer.Classifier.ClassCount, trainer.Classifier.ColumnCount, trainer.Metrics).ToBytes(),
            PublishedAt = time.GetUtcNow(),
        };

#if PLANTED_BUGS
        await PlantedBugs.DoAsync(PlantedBug.PointerBeforeUpload, () => catalog.PublishAsync(trainer.Stream, trainer.Owner, record, cancellationToken));
#endif
        faults.Pass(FaultPoint.Checkpoint_BeforeUpload);
        await blobs.PutAsync(record.BlobName, buffer.WrittenMemory, cancellationToken);
        faults.Pass(FaultPoint.Checkpoint_AfterUploadBeforePublish);
        if (!await catalog.PublishAsync(trainer.Stream, trainer.Owner, record, cancellationToken))
        {
            // The blob stays: an earlier try, whose answer was lost, may have published it. Where it has not, the next owner's sweep finds it.
            return null;
        }

        faults.Pass(FaultPoint.Checkpoint_AfterPublishBeforePrune);
        var pruned = await catalog.PruneAsync(trainer.Stream, trainer.Owner, trainer.Epoch, kept, cancellationToken);
        faults.Pass(FaultPoint.Checkpoint_AfterPruneBeforeDelete);
        foreach (var name in pruned)
        {
            await blobs.DeleteAsync(name, cancellationToken);
        }

        return record;
    }

    /// <summary>Removes blobs that earlier owners left without a row.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="epoch">
    /// Epoch of the caller's take. Owners before it are fenced, so no row of theirs is still to come; a blob of this epoch or a later one
    /// may get its row at any moment, also while the caller sleeps.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SweepAsync(StreamKey stream, long epoch, CancellationToken cancellationToken)
    {
        var named = await catalog.ListBlobNamesAsync(Prefix(stream), cancellationToken);
        var earlier = (await blobs.ListAsync(Prefix(stream), cancellationToken)).Where(name => EpochOf(name) < epoch);
        foreach (var name in earlier.Except(named, StringComparer.Ordinal))
        {
            await blobs.DeleteAsync(name, cancellationToken);
        }
    }

    private static (string? Fault, OnlineClassifier? Classifier, ProgressiveMetrics? Metrics) Read(
        CheckpointRecord record, byte[]? bytes, OnlineClassifierConfig config)
    {
        if (bytes is null)
        {
            return ("its bytes are missing", null, null);
        }

        var isWhole = SHA256.HashData(bytes).AsSpan().SequenceEqual(record.Sha256);
#if PLANTED_BUGS
        isWhole |= PlantedBugs.Is(PlantedBug.CheckpointDigestIgnored);
#endif
        if (!isWhole)
        {
            return ("its bytes do not match their SHA-256", null, null);
        }

        try
        {
            return (null, OnlineClassifier.Read(config, bytes), CheckpointSummary.Read(record.Metrics).Metrics);
        }
        catch (LearnerStateException exception)
        {
            return (exception.Message, null, null);
        }
    }

    private static string BlobName(TrainerState trainer, byte[] sha256) =>
        $"{Prefix(trainer.Stream)}{trainer.Generation}-{trainer.Absorbed}-{trainer.Epoch}-{Convert.ToHexStringLower(sha256)}";

    // Of a name that this class did not make, the latest: nobody here knows what it is for.
    private static long EpochOf(string blobName) =>
        blobName[(blobName.LastIndexOf('/') + 1)..].Split('-') is [_, _, var epoch, _] && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : long.MaxValue;

    // Names of tenants and models never become paths: the folder is named by their digest.
    private static string Prefix(StreamKey stream)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream.Tenant}/{stream.Model}"));
        return $"checkpoints/{Convert.ToHexStringLower(digest.AsSpan(0, 16))}/";
    }
}
