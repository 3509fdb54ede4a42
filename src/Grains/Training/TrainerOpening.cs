using Berlin.Grains.Hosting;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Training;

/// <summary>Takes a stream and brings its learner to the stream's head: newest good checkpoint, then replay of the tail.</summary>
internal sealed class TrainerOpening(
    IModelStore models,
    IObservationLog log,
    TrainerCheckpoints checkpoints,
    TrainerRetention retention,
    NodeIdentity node,
    IOptions<TrainerOptions> options,
    IFaultInjector faults,
    ILogger<TrainerOpening> logger)
{
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    public async Task<TrainerState> OpenAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        // The take comes first: from here on nobody else can change what is loaded below.
        var position = await log.TakeAsync(stream, node.Value, cancellationToken);
        var model = await models.FindAsync(stream.Tenant, stream.Model, cancellationToken);
        if (position is null || model is null)
        {
            throw ModelErrors.NotFound(stream.Model);
        }

        faults.Pass(FaultPoint.Activate_AfterTakeBeforeLoad);
        await checkpoints.SweepAsync(stream, position.Epoch, cancellationToken);
        var definition = ModelDefinitionJson.Read(model.Definition);
        var trainer = await LoadAsync(stream, position, definition, cancellationToken);
        faults.Pass(FaultPoint.Activate_AfterLoadBeforeReplay);

        var loaded = trainer.Absorbed;
        await ReplayAsync(trainer, cancellationToken);
        TrainerLog.Opened(logger, stream.Tenant, stream.Model, trainer.Epoch, trainer.Head, trainer.Absorbed - loaded);
        return trainer;
    }

    private async Task<TrainerState> LoadAsync(
        StreamKey stream, StreamPosition position, ModelDefinition definition, CancellationToken cancellationToken)
    {
        var config = LearningConfig.Of(definition);
        var checkpoint = await checkpoints.LoadAsync(stream, position.Generation, config, isOwner: true, cancellationToken);
        var metrics = checkpoint?.Metrics ?? new ProgressiveMetrics(definition.MetricsWindow);
        metrics.Resize(definition.MetricsWindow);
        return new TrainerState
        {
            Stream = stream,
            Owner = node.Value,
            Epoch = position.Epoch,
            Generation = position.Generation,
            Head = position.Head,
            Removed = position.Removed,
            Extent = await retention.MeasureAsync(stream, definition.Retention, cancellationToken),
            Retention = definition.Retention,
            Absorbed = checkpoint?.Record.Sequence ?? 0,
            Classifier = checkpoint?.Classifier ?? new OnlineClassifier(config),
            Metrics = metrics,
            Checkpoint = checkpoint?.Record,
        };
    }

    private async Task ReplayAsync(TrainerState trainer, CancellationToken cancellationToken)
    {
        var rows = 0L;
        var isWhole = trainer.Absorbed == 0;
        await foreach (var page in log.ReadPagesAsync(trainer.Stream, trainer.Absorbed, options.Value.ReplayPageObservations, cancellationToken))
        {
            // What follows the head of the take is a newer owner's: this trainer's first write will tell it.
            foreach (var row in page.TakeWhile(row => row.Sequence <= trainer.Head))
            {
                trainer.Absorb(row);
                rows++;
            }
        }

        if (isWhole ? rows != trainer.Head - trainer.Removed : trainer.Removed == 0 && trainer.Absorbed != trainer.Head)
        {
            await ThrowIfMovedAsync(trainer, cancellationToken);
            throw new InvalidOperationException(
                $"The stream ends at row {trainer.Absorbed} after {rows} rows; its head says {trainer.Head}, {trainer.Removed} of them removed.");
        }

        // The last rows may be among those removed.
        trainer.Absorbed = trainer.Head;
    }

    // A newer owner may have removed rows while this one read them.
    private async Task ThrowIfMovedAsync(TrainerState trainer, CancellationToken cancellationToken)
    {
        var position = await log.ReadPositionAsync(trainer.Stream, cancellationToken);
        if (position is null || position.Epoch != trainer.Epoch || position.Owner != trainer.Owner)
        {
            throw new BerlinException(
                ErrorCodes.TrainerMoved, "Another trainer has taken this model's stream. Repeat the call.", isTransient: true);
        }
    }
}
