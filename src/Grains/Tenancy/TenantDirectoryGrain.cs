using System.Security.Cryptography;
using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Grains.Tenancy;

/// <summary>Creates tenants and lists their models out of the store, without waking any trainer.</summary>
internal sealed class TenantDirectoryGrain(
    ITenantStore tenants,
    IModelStore models,
    IObservationLog log,
    ICheckpointCatalog checkpoints,
    RandomNumberGenerator random) : Grain, ITenantDirectoryGrain
{
    private static readonly string[] FirstKeyScopes = [ApiKeyScopes.Predict, ApiKeyScopes.Observe, ApiKeyScopes.Manage];

    /// <inheritdoc/>
    public async Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (!Names.IsValid(name))
        {
            throw new BerlinException(ErrorCodes.NameInvalid, $"The name of a tenant must have {Names.Rule}.");
        }

        var (key, id, secretSha256) = ApiKeyText.Create(random);
        var stored = new StoredApiKey { Id = id, Tenant = name, SecretSha256 = secretSha256, Scopes = FirstKeyScopes };
        return await tenants.CreateAsync(name, stored, cancellationToken)
            ? new CreatedTenant { Name = name, Key = key }
            : throw new BerlinException(ErrorCodes.TenantExists, $"There is a tenant '{name}' already.");
    }

    /// <inheritdoc/>
    public async Task<ModelDescription[]> ListModelsAsync(
        string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        var descriptions = new List<ModelDescription>();
        foreach (var model in await models.ListAsync(tenant, after, limit, cancellationToken))
        {
            descriptions.Add(await DescribeAsync(model, cancellationToken));
        }

        return [.. descriptions];
    }

    public Task<TenantReport[]> ListAsync(string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RenameAsync(string name, string newName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IssuedKey> IssueKeyAsync(string tenant, KeyRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyReport[]> ListKeysAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IssuedKey> RotateKeyAsync(string tenant, string id, TimeSpan grace, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RevokeKeyAsync(string tenant, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<ModelDescription> DescribeAsync(StoredModel model, CancellationToken cancellationToken)
    {
        var stream = new StreamKey(model.Tenant, model.Name);
        var position = await log.ReadPositionAsync(stream, cancellationToken) ?? new StreamPosition(0, string.Empty, 0, 1);
        var newestFirst = await checkpoints.ListAsync(stream, position.Generation, cancellationToken);
        return new ModelDescription
        {
            Name = model.Name,
            Definition = ModelDefinitionJson.Read(model.Definition),
            CreatedAt = model.CreatedAt,
            ChangedAt = model.ChangedAt,
            Status = TrainerReports.AsOfCheckpoint(position, newestFirst.Count > 0 ? newestFirst[0] : null),
            Revision = model.Revision,
        };
    }
}
