using Berlin.Storage.Models;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>What is committed. Read by statements; changed by commits only.</summary>
internal sealed class Tables
{
    public Dictionary<StreamKey, StreamTable> Streams { get; } = [];

    public Dictionary<StreamKey, StoredModel> Models { get; } = [];

    /// <summary>Epochs rise over deletions, so that a model of the same name does not hand one out again.</summary>
    public long NextEpochFloor { get; set; }

    public StreamTable? Find(StreamKey stream) => Streams.GetValueOrDefault(stream);
}
