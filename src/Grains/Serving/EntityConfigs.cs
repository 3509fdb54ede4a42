using System.Collections.Concurrent;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Serving;

/// <summary>The learning config of each model, shared by its entities: read once per revision, held once per silo. Thread-safe.</summary>
internal sealed class EntityConfigs
{
    /// <summary>Models that are remembered; beyond it all are read anew.</summary>
    private const int MaxModels = 10_000;

    private readonly ConcurrentDictionary<StreamKey, (long Revision, DateTimeOffset CreatedAt, OnlineClassifierConfig Config)> _configs = new();

    /// <summary>The config of a model's definition.</summary>
    public OnlineClassifierConfig Of(StoredModel model)
    {
        var key = new StreamKey(model.Tenant, model.Name);
        if (_configs.TryGetValue(key, out var known) && known.Revision == model.Revision && known.CreatedAt == model.CreatedAt)
        {
            return known.Config;
        }

        if (_configs.Count >= MaxModels)
        {
            _configs.Clear();
        }

        var config = LearningConfig.Of(ModelDefinitionJson.Read(model.Definition));
        _configs[key] = (model.Revision, model.CreatedAt, config);
        return config;
    }
}
