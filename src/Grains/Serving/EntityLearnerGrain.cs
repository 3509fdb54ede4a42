using Berlin.Grains.Models;
using Berlin.Storage;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Berlin.Grains.Serving;

/// <summary>
/// Holds what one entity has of its own while it is asked for it; forgets it when it is idle. Once it is loaded it answers as of what it
/// knows while the store is away; before, it cannot: a customer's own bookings are not to be passed over in silence.
/// </summary>
[StatelessWorker(1)]
internal sealed class EntityLearnerGrain(
    EntityFollowing following, IObservationLog log, IOptions<EntityOptions> options, TimeProvider time, ILogger<EntityLearnerGrain> logger) : Grain, IEntityLearnerGrain
{
    private readonly StoreLook _look = new(time);
    private EntityState? _state;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_state is { } state && state.RowsNotStored >= options.Value.RowsWorthStoring)
        {
            await following.StoreAsync(state, cancellationToken);
        }
    }

    public async Task<EntityTestimony> WeighAsync(EntityQuestion question, CancellationToken cancellationToken)
    {
        var state = await FollowAsync(question.Generation, question.KnownSequence, cancellationToken);
        var cells = new EntityCells[question.Instances.Length];
        var evidence = Learning.EntityEvidence.None;
        for (var row = 0; row < cells.Length; row++)
        {
            evidence = state.Learner.Evidence(question.Instances[row]);
            cells[row] = new EntityCells { Keys = evidence.CellKeys, Classes = evidence.CellClasses, Counts = evidence.CellCounts };
        }

        return new EntityTestimony
        {
            Observations = state.Learner.Observations,
            Classes = evidence.Classes,
            Rows = evidence.Rows,
            Occurrences = evidence.Occurrences,
            Cells = cells,
        };
    }

    public async Task<EntityDescription?> DescribeAsync(CancellationToken cancellationToken)
    {
        var (stream, entity) = ModelAddress.ParseEntity(this.GetPrimaryKeyString());
        var position = await log.ReadPositionAsync(stream, cancellationToken) ?? throw ModelErrors.NotFound(stream.Model);
        if (await log.FindEntityAsync(stream, entity, cancellationToken) is not { } summary)
        {
            return null;
        }

        var state = await FollowAsync(position.Generation, summary.LastSequence, cancellationToken);
        return new EntityDescription
        {
            Entity = EntityReports.Of(summary),
            Classes = state.Learner.ClassCount,
            Cells = state.Learner.CellCount,
            MemoryBytes = state.Learner.MemoryBytes,
        };
    }

    private async Task<EntityState> FollowAsync(long generation, long knownSequence, CancellationToken cancellationToken)
    {
        // An older generation than its own is a head's that is a moment behind: what the entity has now is as good for it.
        if (_state is not { } state || state.Generation < generation)
        {
            var (stream, entity) = ModelAddress.ParseEntity(this.GetPrimaryKeyString());
            _state = state = await following.LoadAsync(stream, entity, cancellationToken);
        }

        if (state.KnownSequence < knownSequence)
        {
            // Not with the caller's token: what it leaves behind helps the next one.
            await _look.LookAsync(() => following.CatchUpAsync(state, knownSequence, CancellationToken.None), exception => Behind(state, exception));
        }

        if (state.RowsNotStored >= options.Value.RowsBeforeStoring)
        {
            await following.StoreAsync(state, cancellationToken);
        }

        return state;
    }

    private void Behind(EntityState state, StoreUnavailableException exception) =>
        HeadLog.EntityBehind(logger, state.Stream.Tenant, state.Stream.Model, state.KnownSequence, exception);
}
