using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Orleans.Concurrency;

namespace Berlin.Grains.Models;

/// <summary>Defines a model, describes it, and reads its stream. Holds nothing: the store's revision decides between rivals.</summary>
[StatelessWorker]
internal sealed class ModelGrain(IModelStore models, IObservationLog log, ModelRemoval removal) : Grain, IModelGrain
{
    // A rival may change the row between reading and writing it; more than a few times in a row is not a rival but a fault.
    private const int MaxAttempts = 5;

    /// <inheritdoc/>
    public async Task<DefineResult> DefineAsync(ModelDefinition definition, DefineCondition condition, CancellationToken cancellationToken)
    {
        if (LearningConfig.Faults(definition) is { Count: > 0 } faults)
        {
            throw new BerlinException(ErrorCodes.ModelInvalid, $"The definition is not valid: {string.Join("; ", faults)}.");
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TryDefineAsync(definition, condition, cancellationToken) is { } created)
            {
                var description = await DescribeAsync(withDigest: false, cancellationToken)
                    ?? throw ModelErrors.NotFound(Stream.Model);
                return new DefineResult { Created = created, Model = description };
            }
        }

        throw new BerlinException(
            ErrorCodes.StoreUnavailable, $"Other calls keep changing model '{Stream.Model}'; repeat the call.", isTransient: true);
    }

    /// <inheritdoc/>
    public async Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } model)
        {
            return null;
        }

        return new ModelDescription
        {
            Name = model.Name,
            Definition = ModelDefinitionJson.Read(model.Definition),
            CreatedAt = model.CreatedAt,
            ChangedAt = model.ChangedAt,
            Status = await Trainer.GetStatusAsync(withDigest, cancellationToken),
            Revision = model.Revision,
        };
    }

    /// <inheritdoc/>
    public async Task<ModelDefinition?> FindDefinitionAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is { } model ? ModelDefinitionJson.Read(model.Definition) : null;

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(CancellationToken cancellationToken) => removal.DeleteModelAsync(Stream, cancellationToken);

    /// <inheritdoc/>
    public async Task<EntityReport[]> ListEntitiesAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        return [.. (await log.ListEntitiesAsync(Stream, after, limit, cancellationToken)).Select(EntityReports.Of)];
    }

    /// <inheritdoc/>
    public async Task<EntityDescription?> DescribeEntityAsync(string entity, CancellationToken cancellationToken)
    {
        var model = await RequireAsync(cancellationToken);
        if (LearningConfig.Of(ModelDefinitionJson.Read(model.Definition)).EntitiesApart)
        {
            return await GrainFactory.GetGrain<IEntityLearnerGrain>($"{this.GetPrimaryKeyString()}/{entity}").DescribeAsync(cancellationToken);
        }

        var summary = await log.FindEntityAsync(Stream, entity, cancellationToken);
        return summary is null ? null : new EntityDescription { Entity = EntityReports.Of(summary) };
    }

    /// <inheritdoc/>
    public async Task<ExportedObservation[]> ReadObservationsAsync(long afterSequence, int limit, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        return [.. (await log.ReadCurrentAsync(Stream, afterSequence, limit, cancellationToken)).Select(Exported)];
    }

    /// <inheritdoc/>
    public async Task<ExportedObservation?> FindObservationAsync(string id, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        return await log.FindCurrentAsync(Stream, [id], cancellationToken) is [var current] ? Exported(current) : null;
    }

    private static ExportedObservation Exported(CurrentObservation current)
    {
        var observation = current.Observation;
        return new ExportedObservation
        {
            Sequence = observation.Sequence,
            Id = observation.Id,
            At = observation.At,
            Features = observation.Features,
            Target = current.Target,
            ObservedTarget = observation.Target == current.Target ? null : observation.Target,
            Entity = observation.Entity,
            Subject = observation.Subject,
        };
    }

    private StreamKey Stream
    {
        get
        {
            var (tenant, model) = ModelAddress.Parse(this.GetPrimaryKeyString());
            return new StreamKey(tenant, model);
        }
    }

    private ITrainerGrain Trainer => GrainFactory.GetGrain<ITrainerGrain>(this.GetPrimaryKeyString());

    private Task<StoredModel?> FindAsync(CancellationToken cancellationToken) => models.FindAsync(Stream.Tenant, Stream.Model, cancellationToken);

    private async Task<StoredModel> RequireAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) ?? throw ModelErrors.NotFound(Stream.Model);

    // True = created, false = changed or already so, null = a rival was faster.
    private async Task<bool?> TryDefineAsync(ModelDefinition definition, DefineCondition condition, CancellationToken cancellationToken)
    {
        var json = ModelDefinitionJson.Write(definition);
        var stored = await FindAsync(cancellationToken);
        Check(condition, stored);
        if (stored is null)
        {
            var verdict = await models.CreateAsync(Stream.Tenant, Stream.Model, json, cancellationToken);
            return verdict == ModelWriteVerdict.Written ? true : null;
        }

        if (stored.Definition == json)
        {
            return false;
        }

        var changed = await ChangeAsync(stored, definition, json, cancellationToken);
        if (changed)
        {
            await Trainer.ReloadAsync(cancellationToken);
        }

        return changed ? false : null;
    }

    private static void Check(DefineCondition condition, StoredModel? stored)
    {
        if (condition.MustBeNew && stored is not null)
        {
            throw new BerlinException(ErrorCodes.ModelChanged, $"There is a model '{stored.Name}' already, at revision {stored.Revision}.");
        }

        if (condition.Revision is { } revision && stored?.Revision != revision)
        {
            throw new BerlinException(
                ErrorCodes.ModelChanged,
                stored is null ? "There is no such model yet, so it has no revision." : $"The model is at revision {stored.Revision}, not {revision}.");
        }
    }

    private async Task<bool> ChangeAsync(
        StoredModel stored, ModelDefinition definition, string json, CancellationToken cancellationToken)
    {
        var status = await Trainer.GetStatusAsync(withDigest: false, cancellationToken);
        var reasons = DefinitionChange.WhatStateCannotFollow(
            ModelDefinitionJson.Read(stored.Definition), definition, status.Classes);
        var verdict = reasons.Count == 0
            ? await models.UpdateAsync(stored.Tenant, stored.Name, json, stored.Revision, cancellationToken)
            : await models.UpdateWhenEmptyAsync(stored.Tenant, stored.Name, json, stored.Revision, cancellationToken);
        return verdict switch
        {
            ModelWriteVerdict.Written => true,
            ModelWriteVerdict.StreamNotEmpty => throw new BerlinException(
                ErrorCodes.ModelIncompatibleChange,
                $"The learned state of '{stored.Name}' cannot follow the change: {string.Join("; ", reasons)}. Define a model of another name and send it the observations again."),
            _ => false,
        };
    }
}
