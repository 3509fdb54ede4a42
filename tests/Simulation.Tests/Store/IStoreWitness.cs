using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>Told of each change at its commit, before it is made: the oracle's eye inside the store, whatever the store itself checks.</summary>
internal interface IStoreWitness
{
    static IStoreWitness None { get; } = new Blind();

    void Taking(StreamKey stream, StreamTable table, string owner);

    void Appending(AppendRequest request, StreamTable table);

    void Removing(RemovalRequest request, StreamTable table, IReadOnlyCollection<StoredObservation> rows);

    void Publishing(StreamKey stream, StreamTable table, string owner, CheckpointRecord record);

    void SettingAside(StreamKey stream, string blobName, string reason);

    private sealed class Blind : IStoreWitness
    {
        public void Taking(StreamKey stream, StreamTable table, string owner)
        {
        }

        public void Appending(AppendRequest request, StreamTable table)
        {
        }

        public void Removing(RemovalRequest request, StreamTable table, IReadOnlyCollection<StoredObservation> rows)
        {
        }

        public void Publishing(StreamKey stream, StreamTable table, string owner, CheckpointRecord record)
        {
        }

        public void SettingAside(StreamKey stream, string blobName, string reason)
        {
        }
    }
}
