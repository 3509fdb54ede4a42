using Berlin.Grains.Training;
using Berlin.Storage.Models;

namespace Berlin.Grains.Models;

/// <summary>Defines a model and describes it. Holds nothing: the store's revision decides between rivals.</summary>
internal sealed class ModelGrain(IModelStore models) : Grain, IModelGrain
{
    // A rival may change the row between reading and writing it; more than a few times in a row is not a rival but a fault.
    private const int MaxAttempts = 5;

    /// <inheritdoc/>
    public async Task<DefineResult> DefineAsync(ModelDefinition definition, CancellationToken cancellationToken)
    {
        if (LearningConfig.Faults(definition) is { Count: > 0 } faults)
        {
            throw new BerlinException(ErrorCodes.ModelInvalid, $"The definition is not valid: {string.Join("; ", faults)}.");
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TryDefineAsync(definition, cancellationToken) is { } created)
            {
                var description = await DescribeAsync(withDigest: false, cancellationToken)
                    ?? throw ModelErrors.NotFound(Address.Model);
                return new DefineResult { Created = created, Model = description };
            }
        }

        throw new BerlinException(
            ErrorCodes.StoreUnavailable, $"Other calls keep changing model '{Address.Model}'; repeat the call.", isTransient: true);
    }

    /// <inheritdoc/>
    public async Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken)
    {
        var (tenant, name) = Address;
        if (await models.FindAsync(tenant, name, cancellationToken) is not { } model)
        {
            return null;
        }

        return new ModelDescription
        {
            Name = name,
            Definition = ModelDefinitionJson.Read(model.Definition),
            CreatedAt = model.CreatedAt,
            ChangedAt = model.ChangedAt,
            Status = await Trainer.GetStatusAsync(withDigest, cancellationToken),
        };
    }

    private (string Tenant, string Model) Address => ModelAddress.Parse(this.GetPrimaryKeyString());

    private ITrainerGrain Trainer => GrainFactory.GetGrain<ITrainerGrain>(this.GetPrimaryKeyString());

    // True = created, false = changed or already so, null = a rival was faster.
    private async Task<bool?> TryDefineAsync(ModelDefinition definition, CancellationToken cancellationToken)
    {
        var (tenant, name) = Address;
        var json = ModelDefinitionJson.Write(definition);
        var stored = await models.FindAsync(tenant, name, cancellationToken);
        if (stored is null)
        {
            var verdict = await models.CreateAsync(tenant, name, json, cancellationToken);
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
