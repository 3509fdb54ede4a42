using System.Collections.Concurrent;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;

namespace Berlin.Http.Tests.Fakes;

/// <summary>Models in memory: what is defined is there, with the observations that a test has put there.</summary>
public sealed class FakeModels
{
    /// <summary>Definitions by <c>tenant/model</c>.</summary>
    public ConcurrentDictionary<string, ModelDescription> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Observations of every model, in order of their sequence numbers.</summary>
    public List<ExportedObservation> Observations { get; } = [];

    /// <summary>Most rows that were asked for in one call, and the calls.</summary>
    public ConcurrentQueue<(long After, int Limit)> Reads { get; } = new();

    /// <summary>Runs before each read of observations.</summary>
    public Func<long, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    public static TrainerStatus EmptyStatus { get; } = new()
    {
        Sequence = 7,
        Rows = 6,
        LogGeneration = 1,
        Classes = 2,
        Columns = 3,
        Overall = new MetricsReport { Count = 7, Accuracy1 = 0.5, Accuracy3 = 0.75, LogLoss = 1.25, CalibrationError = 0.125 },
        Window = new MetricsReport { Count = 4, Accuracy1 = 1, Accuracy3 = 1, LogLoss = 0, CalibrationError = 0 },
    };

    public IModelGrain For(string key) => new Model(this, key);

    private sealed class Model(FakeModels models, string key) : IModelGrain
    {
        public Task<DefineResult> DefineAsync(ModelDefinition definition, DefineCondition condition, CancellationToken cancellationToken)
        {
            models.Models.TryGetValue(key, out var before);
            if ((condition.MustBeNew && before is not null) || (condition.Revision is { } revision && revision != before?.Revision))
            {
                throw new BerlinException(ErrorCodes.ModelChanged, $"The model stands at revision {before?.Revision ?? 0}.");
            }

            var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
            var model = new ModelDescription
            {
                Name = key.Split('/')[1], Definition = definition, CreatedAt = at, ChangedAt = at, Status = EmptyStatus, Revision = (before?.Revision ?? 0) + 1,
            };
            models.Models[key] = model;
            return Task.FromResult(new DefineResult { Created = before is null, Model = model });
        }

        public Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken) =>
            Task.FromResult(models.Models.TryGetValue(key, out var model)
                ? model with { Status = model.Status with { LearnerDigest = withDigest ? "abcd" : null } }
                : null);

        public Task<ModelDefinition?> FindDefinitionAsync(CancellationToken cancellationToken) =>
            Task.FromResult(models.Models.TryGetValue(key, out var model) ? model.Definition : null);

        public Task<bool> DeleteAsync(CancellationToken cancellationToken) => Task.FromResult(models.Models.TryRemove(key, out _));

        public Task<EntityReport[]> ListEntitiesAsync(string? after, int limit, CancellationToken cancellationToken)
        {
            RequireModel();
            return Task.FromResult(Entities()
                .Where(entity => after is null || string.CompareOrdinal(entity.Entity, after) > 0)
                .Take(limit).ToArray());
        }

        public Task<EntityDescription?> DescribeEntityAsync(string entity, CancellationToken cancellationToken)
        {
            RequireModel();
            var report = Entities().FirstOrDefault(one => one.Entity == entity);
            return Task.FromResult(report is null ? null : new EntityDescription { Entity = report, Classes = 1, Cells = 12, MemoryBytes = 480 });
        }

        public async Task<ExportedObservation[]> ReadObservationsAsync(long afterSequence, int limit, CancellationToken cancellationToken)
        {
            RequireModel();
            models.Reads.Enqueue((afterSequence, limit));
            await models.BeforeRead(afterSequence);
            return models.Observations.Where(row => row.Sequence > afterSequence).Take(limit).ToArray();
        }

        public Task<ExportedObservation?> FindObservationAsync(string id, CancellationToken cancellationToken)
        {
            RequireModel();
            return Task.FromResult(models.Observations.Find(row => row.Id == id));
        }

        private IEnumerable<EntityReport> Entities() => models.Observations.Where(row => row.Entity is not null).GroupBy(row => row.Entity!)
            .Select(rows => new EntityReport { Entity = rows.Key, Observations = rows.Count(), LastSequence = rows.Max(row => row.Sequence), LastAt = rows.Max(row => row.At) })
            .OrderBy(entity => entity.Entity, StringComparer.Ordinal);

        private void RequireModel()
        {
            if (!models.Models.ContainsKey(key))
            {
                throw new BerlinException(ErrorCodes.ModelNotFound, $"No {key}.");
            }
        }
    }
}
