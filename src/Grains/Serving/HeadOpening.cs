using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Berlin.Learning;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Serving;

/// <summary>Brings a head to the end of its stream: newest good checkpoint, then the rows after it. It takes nothing and writes nothing.</summary>
internal sealed class HeadOpening(
    IModelStore models,
    IObservationLog log,
    TrainerCheckpoints checkpoints,
    IOptions<TrainerOptions> options,
    TimeProvider time,
    ILogger<HeadOpening> logger)
{
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    public async Task<HeadState> OpenAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        var model = await models.FindAsync(stream.Tenant, stream.Model, cancellationToken);
        var position = await log.ReadPositionAsync(stream, cancellationToken);
        if (position is null || model is null)
        {
            throw ModelErrors.NotFound(stream.Model);
        }

        var config = LearningConfig.Of(ModelDefinitionJson.Read(model.Definition));
        var checkpoint = await checkpoints.LoadAsync(stream, position.Generation, config, isOwner: false, cancellationToken);
        var head = new HeadState
        {
            Stream = stream,
            Generation = position.Generation,
            Revision = model.Revision,
            Absorbed = checkpoint?.Record.Sequence ?? 0,
            Classifier = checkpoint?.Classifier ?? new OnlineClassifier(config),
            Entities = new EntityPositions(position.Head),
            CurrentAt = time.GetTimestamp(),
        };
        await CatchUpAsync(head, cancellationToken);
        head.Absorbed = Math.Max(head.Absorbed, position.Head);
        HeadLog.Opened(logger, stream.Tenant, stream.Model, head.Absorbed);
        return head;
    }

    /// <summary>Learns what the log holds and the head does not know. Rows that are passed on meanwhile are learned once.</summary>
    public async Task CatchUpAsync(HeadState head, CancellationToken cancellationToken)
    {
        await foreach (var page in log.ReadPagesAsync(head.Stream, head.Absorbed, options.Value.ReplayPageObservations, cancellationToken))
        {
            foreach (var row in page)
            {
                if (row.Sequence > head.Absorbed)
                {
                    head.Absorb(row);
                }
            }
        }
    }
}
