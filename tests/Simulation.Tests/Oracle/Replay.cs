using System.Buffers;
using System.Security.Cryptography;
using Berlin.Learning;
using Berlin.Simulation.Tests.Workload;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Oracle;

/// <summary>What learners must be after the stored rows, learned here one after the other.</summary>
internal sealed class Replay
{
    private readonly ModelPlan _model;
    private readonly OnlineClassifier _classifier;
    private readonly Dictionary<string, EntityLearner> _entities = new(StringComparer.Ordinal);

    public Replay(ModelPlan model, IEnumerable<StoredObservation> rows)
    {
        _model = model;
        _classifier = new OnlineClassifier(model.Config);
        foreach (var row in rows)
        {
            Learn(row);
        }
    }

    public string Digest()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _classifier.Write(buffer);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    /// <summary>What a head that knows all rows answers, exactly.</summary>
    public ScoredLabel[] Predict(byte[] features, string? entity, int top) => entity is not null && _model.Config.EntitiesApart
        ? _classifier.Predict(features, EntityOf(entity).Evidence(features), top)
        : _classifier.Predict(features, entity, top);

    private void Learn(StoredObservation row)
    {
        var learner = row.Entity is not null && _model.Config.EntitiesApart ? EntityOf(row.Entity) : null;
        if (row.Corrects is null)
        {
            _classifier.Learn(row.Features, row.Target, row.Entity);
            learner?.Learn(row.Features, row.Target);
        }
        else
        {
            _classifier.Correct(row.Features, row.PreviousTarget!, row.Target, row.Entity);
            learner?.Correct(row.Features, row.PreviousTarget!, row.Target);
        }
    }

    private EntityLearner EntityOf(string entity)
    {
        if (!_entities.TryGetValue(entity, out var learner))
        {
            _entities[entity] = learner = new EntityLearner(_model.Config);
        }

        return learner;
    }
}
