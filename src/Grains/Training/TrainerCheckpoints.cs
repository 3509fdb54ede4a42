using System.Buffers;
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
            BlobName = BlobName(trainer, sha256),
            Sha256 = sha256,
            SizeBytes = buffer.WrittenCount,
            Metrics = new CheckpointSummary(
                trainer.Classifier.ClassCount, trainer.Classifier.ColumnCount, trainer.Metrics).ToBytes(),
            PublishedAt = time.GetUtcNow(),
        };

        faults.Pass(FaultPoint.Checkpoint_BeforeUpload);
        await blobs.PutAsync(record.BlobName, buffer.WrittenMemory, cancellationToken);
        faults.Pass(FaultPoint.Checkpoint_AfterUploadBeforePublish);
        if (!await catalog.PublishAsync(trainer.Stream, trainer.Owner, record, cancellationToken))
        {
            await blobs.DeleteAsync(record.BlobName, cancellationToken);
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

    /// <summary>Removes blobs that a crash left without a row. Only for the owner of the stream, before its first checkpoint.</summary>
    public async Task SweepAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        var named = await catalog.ListBlobNamesAsync(Prefix(stream), cancellationToken);
        var orphans = (await blobs.ListAsync(Prefix(stream), cancellationToken)).Except(named, StringComparer.Ordinal);
        foreach (var name in orphans)
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

        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(record.Sha256))
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

    // Names of tenants and models never become paths: the folder is named by their digest.
    private static string Prefix(StreamKey stream)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream.Tenant}/{stream.Model}"));
        return $"checkpoints/{Convert.ToHexStringLower(digest.AsSpan(0, 16))}/";
    }
}
