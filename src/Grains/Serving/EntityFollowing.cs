using System.Buffers;
using System.Security.Cryptography;
using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Berlin.Learning;
using Berlin.Storage;
using Berlin.Storage.Entities;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Serving;

/// <summary>Loads an entity learner from its last stored state and its rows after it, keeps it up with the log, and stores it.</summary>
internal sealed class EntityFollowing(
    IModelStore models,
    IObservationLog log,
    IEntityStates states,
    EntityConfigs configs,
    IOptions<TrainerOptions> options,
    ILogger<EntityFollowing> logger)
{
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    public async Task<EntityState> LoadAsync(StreamKey stream, string entity, CancellationToken cancellationToken)
    {
        var model = await models.FindAsync(stream.Tenant, stream.Model, cancellationToken);
        var position = await log.ReadPositionAsync(stream, cancellationToken);
        if (model is null || position is null)
        {
            throw ModelErrors.NotFound(stream.Model);
        }

        var config = configs.Of(model);
        var stored = await states.FindAsync(stream, position.Generation, entity, cancellationToken);
        var learner = stored is null ? null : Read(stream, stored, config);
        var state = new EntityState
        {
            Stream = stream,
            Entity = entity,
            Generation = position.Generation,
            KnownSequence = learner is null ? 0 : stored!.Sequence,
            LastRowSequence = learner is null ? 0 : stored!.Sequence,
            Learner = learner ?? new EntityLearner(config),
        };
        await CatchUpAsync(state, position.Head, cancellationToken);
        return state;
    }

    /// <summary>Learns the entity's rows that the log holds and the learner does not know.</summary>
    /// <param name="state">The learner.</param>
    /// <param name="knownSequence">Sequence number up to which the log is known to be stored.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async Task CatchUpAsync(EntityState state, long knownSequence, CancellationToken cancellationToken)
    {
        var limit = options.Value.ReplayPageObservations;
        while (await log.ReadEntityAsync(state.Stream, state.Entity, state.LastRowSequence, limit, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                state.Absorb(row);
            }

            if (rows.Count < limit)
            {
                break;
            }
        }

        state.KnownSequence = Math.Max(state.KnownSequence, knownSequence);
    }

    /// <summary>Stores the learner, so that the next load reads only the rows after it. A store that does not answer costs that load some time.</summary>
    public async Task StoreAsync(EntityState state, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        state.Learner.Write(buffer);
        var bytes = buffer.WrittenSpan.ToArray();
        try
        {
            await states.PublishAsync(
                state.Stream,
                new StoredEntityState
                {
                    Entity = state.Entity,
                    Generation = state.Generation,
                    Sequence = state.LastRowSequence,
                    Bytes = bytes,
                    Sha256 = SHA256.HashData(bytes),
                },
                cancellationToken);
            state.RowsNotStored = 0;
        }
        catch (StoreUnavailableException exception)
        {
            HeadLog.EntityStateNotStored(logger, state.Stream.Tenant, state.Stream.Model, exception);
        }
    }

    private EntityLearner? Read(StreamKey stream, StoredEntityState stored, OnlineClassifierConfig config)
    {
        if (!SHA256.HashData(stored.Bytes).AsSpan().SequenceEqual(stored.Sha256))
        {
            HeadLog.EntityStateRefused(logger, stream.Tenant, stream.Model, "its bytes do not match their SHA-256.");
            return null;
        }

        try
        {
            return EntityLearner.Read(config, stored.Bytes);
        }
        catch (LearnerStateException exception)
        {
            HeadLog.EntityStateRefused(logger, stream.Tenant, stream.Model, exception.Message);
            return null;
        }
    }
}
