using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Orleans.Concurrency;

namespace Berlin.Grains.Tenancy;

/// <summary>Keeps the tenants, and lists their models out of the store without waking any trainer. Holds nothing: the store decides between rivals.</summary>
[StatelessWorker]
internal sealed class TenantDirectoryGrain(
    ITenantStore tenants,
    TenantKeys keys,
    IModelStore models,
    IObservationLog log,
    ICheckpointCatalog checkpoints,
    ModelRemoval removal) : Grain, ITenantDirectoryGrain
{
    /// <summary>Models that are ended at a time when their tenant goes; bounds what is held of a tenant with very many.</summary>
    private const int ModelsPerPage = 100;

    /// <inheritdoc/>
    public async Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        var (key, stored) = keys.MakeFirst(name);
        return await tenants.CreateAsync(name, stored, cancellationToken)
            ? new CreatedTenant { Name = name, Key = key }
            : throw Exists(name);
    }

    /// <inheritdoc/>
    public async Task<TenantReport[]> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await tenants.ListAsync(after, limit, cancellationToken)).Select(
            tenant => new TenantReport { Name = tenant.Name, CreatedAt = tenant.CreatedAt, Models = tenant.Models })];

    /// <inheritdoc/>
    public async Task RenameAsync(string name, string newName, CancellationToken cancellationToken)
    {
        CheckName(newName);
        var owned = await ListStreamsAsync(name, cancellationToken);
        var verdict = await tenants.RenameAsync(name, newName, cancellationToken);
        if (verdict != TenantRenameVerdict.Renamed)
        {
            throw verdict == TenantRenameVerdict.NameTaken ? Exists(newName) : TenantErrors.NotFound(name);
        }

        await EndAsync(owned, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var owned = await ListStreamsAsync(name, cancellationToken);
        var files = await tenants.DeleteAsync(name, cancellationToken) ?? throw TenantErrors.NotFound(name);
        await removal.DeleteFilesAsync(files, cancellationToken);
        await EndAsync(owned, cancellationToken);
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

    /// <inheritdoc/>
    public Task<IssuedKey> IssueKeyAsync(string tenant, KeyRequest request, CancellationToken cancellationToken) =>
        keys.IssueAsync(tenant, request, cancellationToken);

    /// <inheritdoc/>
    public Task<KeyReport[]> ListKeysAsync(string tenant, CancellationToken cancellationToken) => keys.ListAsync(tenant, cancellationToken);

    /// <inheritdoc/>
    public Task<IssuedKey> RotateKeyAsync(string tenant, string id, TimeSpan grace, CancellationToken cancellationToken) =>
        keys.RotateAsync(tenant, id, grace, cancellationToken);

    /// <inheritdoc/>
    public Task RevokeKeyAsync(string tenant, string id, CancellationToken cancellationToken) =>
        keys.RevokeAsync(tenant, id, cancellationToken);

    private static void CheckName(string name)
    {
        if (!Names.IsValid(name))
        {
            throw new BerlinException(ErrorCodes.NameInvalid, $"The name of a tenant must have {Names.Rule}.");
        }
    }

    private static BerlinException Exists(string name) => new(ErrorCodes.TenantExists, $"There is a tenant '{name}' already.");

    private async Task<List<StreamKey>> ListStreamsAsync(string tenant, CancellationToken cancellationToken)
    {
        var streams = new List<StreamKey>();
        IReadOnlyList<StoredModel> page;
        do
        {
            page = await models.ListAsync(tenant, streams.Count == 0 ? null : streams[^1].Model, ModelsPerPage, cancellationToken);
            streams.AddRange(page.Select(model => new StreamKey(tenant, model.Name)));
        }
        while (page.Count == ModelsPerPage);

        return streams;
    }

    private async Task EndAsync(List<StreamKey> streams, CancellationToken cancellationToken)
    {
        foreach (var stream in streams)
        {
            await removal.EndAsync(stream, cancellationToken);
        }
    }

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
