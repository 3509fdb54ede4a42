using System.Collections.Concurrent;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;

namespace Berlin.Http.Tests.Fakes;

/// <summary>Tenants and their keys in memory.</summary>
public sealed class FakeTenants(FakeModels models) : ITenantDirectoryGrain
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public ConcurrentDictionary<string, string> Tenants { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys by tenant.</summary>
    public ConcurrentDictionary<string, List<KeyReport>> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Rotations that were asked for.</summary>
    public ConcurrentQueue<(string Tenant, string Id, TimeSpan Grace)> Rotated { get; } = new();

    public static KeyReport Report(char id, params string[] scopes) => new() { Id = new string(id, 12), Scopes = scopes, CreatedAt = At };

    public Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken) =>
        Tenants.TryAdd(name, name)
            ? Task.FromResult(new CreatedTenant { Name = name, Key = $"bk_{name}" })
            : throw new BerlinException(ErrorCodes.TenantExists, $"There is a tenant '{name}' already.");

    public Task<TenantReport[]> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Tenants.Keys.Order(StringComparer.Ordinal)
            .Where(name => after is null || string.CompareOrdinal(name, after) > 0)
            .Take(limit).Select(name => new TenantReport { Name = name, CreatedAt = At, Models = 2 }).ToArray());

    public Task RenameAsync(string name, string newName, CancellationToken cancellationToken)
    {
        Require(name);
        if (!Tenants.TryAdd(newName, newName))
        {
            throw new BerlinException(ErrorCodes.TenantExists, $"There is a tenant '{newName}' already.");
        }

        Tenants.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Require(name);
        Tenants.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<ModelDescription[]> ListModelsAsync(string tenant, string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(models.Models.Where(model => model.Key.StartsWith(tenant + "/", StringComparison.Ordinal)).Select(model => model.Value)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .Where(model => after is null || string.CompareOrdinal(model.Name, after) > 0)
            .Take(limit).ToArray());

    public Task<IssuedKey> IssueKeyAsync(string tenant, KeyRequest request, CancellationToken cancellationToken)
    {
        Require(tenant);
        return Task.FromResult(Issue(tenant, request));
    }

    public Task<KeyReport[]> ListKeysAsync(string tenant, CancellationToken cancellationToken) => Task.FromResult(Keys.TryGetValue(tenant, out var keys) ? keys.ToArray() : []);

    public Task<IssuedKey> RotateKeyAsync(string tenant, string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var key = Of(tenant).Single(one => one.Id == id);
        Rotated.Enqueue((tenant, id, grace));
        return Task.FromResult(Issue(tenant, new KeyRequest { Scopes = key.Scopes, Label = key.Label }));
    }

    public Task RevokeKeyAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var at = Keys.TryGetValue(tenant, out var keys) ? keys.FindIndex(one => one.Id == id) : -1;
        if (at < 0)
        {
            throw new BerlinException(ErrorCodes.KeyNotFound, $"No key {id}.");
        }

        keys![at] = keys[at] with { RevokedAt = At };
        return Task.CompletedTask;
    }

    private IssuedKey Issue(string tenant, KeyRequest request)
    {
        var letter = (char)('a' + Of(tenant).Count);
        var report = Report(letter, request.Scopes) with { Label = request.Label, ExpiresAt = request.ExpiresAt };
        Of(tenant).Add(report);
        return new IssuedKey { Key = FakeApiKeys.Key(letter, 'z'), Report = report };
    }

    private List<KeyReport> Of(string tenant) => Keys.GetOrAdd(tenant, _ => []);

    private void Require(string tenant)
    {
        if (!Tenants.ContainsKey(tenant))
        {
            throw new BerlinException(ErrorCodes.TenantNotFound, $"No tenant {tenant}.");
        }
    }
}
