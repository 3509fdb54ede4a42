using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The committed rows of one stream.</summary>
internal sealed class StreamTable
{
    private readonly Dictionary<string, StoredObservation> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _targets = [];

    /// <summary>The row that fences and numbers.</summary>
    public StreamPosition Position { get; set; } = new(0, "", 0, 1);

    /// <summary>Observations and corrections in the order of their sequence numbers.</summary>
    public List<StoredObservation> Rows { get; } = [];

    public List<CheckpointRow> Checkpoints { get; } = [];

    public SortedDictionary<string, StoredEntityState> EntityStates { get; } = new(StringComparer.Ordinal);

    public StoredObservation? Find(string id) => _byId.GetValueOrDefault(id);

    public CurrentObservation Current(StoredObservation observation) => new(observation, _targets[observation.Sequence]);

    public void Insert(StoredObservation row)
    {
        Rows.Add(row);
        if (row.Corrects is { } corrected)
        {
            _targets[corrected] = row.Target;
        }
        else
        {
            _byId.TryAdd(row.Id, row);
            _targets[row.Sequence] = row.Target;
        }
    }

    /// <summary>Deletes rows, which must hold the corrections of every observation among them.</summary>
    public void Delete(HashSet<long> sequences)
    {
        foreach (var row in Rows.Where(row => row.Corrects is null && sequences.Contains(row.Sequence)))
        {
            _byId.Remove(row.Id);
            _targets.Remove(row.Sequence);
        }

        Rows.RemoveAll(row => sequences.Contains(row.Sequence));
    }

    public sealed class CheckpointRow(CheckpointRecord record)
    {
        public CheckpointRecord Record => record;

        public bool IsSetAside { get; set; }
    }
}
