using System.Collections.Concurrent;
using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;
using Berlin.Grains.Training;

namespace Berlin.Http.Tests.Fakes;

/// <summary>Models and tenants in memory: what is defined is there.</summary>
public sealed class FakeModels : ITenantDirectoryGrain
{
    public ConcurrentDictionary<string, ModelDescription> Models { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Tenants { get; } = new(StringComparer.Ordinal);

    public static TrainerStatus EmptyStatus { get; } = new()
    {
        Sequence = 7,
        LogGeneration = 1,
        Classes = 2,
        Columns = 3,
        Overall = new MetricsReport { Count = 7, Accuracy1 = 0.5, Accuracy3 = 0.75, LogLoss = 1.25 },
        Window = new MetricsReport { Count = 4, Accuracy1 = 1, Accuracy3 = 1, LogLoss = 0 },
    };

    public IModelGrain For(string key) => new Model(this, key);

    public Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken) =>
        Tenants.TryAdd(name, name)
            ? Task.FromResult(new CreatedTenant { Name = name, Key = $"bk_{name}" })
            : throw new Grains.BerlinException(Grains.ErrorCodes.TenantExists, $"There is a tenant '{name}' already.");

    public Task<ModelDescription[]> ListModelsAsync(string tenant, string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Models.Where(model => model.Key.StartsWith(tenant + "/", StringComparison.Ordinal)).Select(model => model.Value)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .Where(model => after is null || string.CompareOrdinal(model.Name, after) > 0)
            .Take(limit).ToArray());

    private sealed class Model(FakeModels models, string key) : IModelGrain
    {
        public Task<DefineResult> DefineAsync(ModelDefinition definition, CancellationToken cancellationToken)
        {
            var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
            var isNew = !models.Models.ContainsKey(key);
            var model = new ModelDescription { Name = key.Split('/')[1], Definition = definition, CreatedAt = at, ChangedAt = at, Status = EmptyStatus };
            models.Models[key] = model;
            return Task.FromResult(new DefineResult { Created = isNew, Model = model });
        }

        public Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken) =>
            Task.FromResult(models.Models.TryGetValue(key, out var model)
                ? model with { Status = model.Status with { LearnerDigest = withDigest ? "abcd" : null } }
                : null);
    }
}
