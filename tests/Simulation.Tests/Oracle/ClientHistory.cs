using Berlin.Simulation.Tests.Workload;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Oracle;

/// <summary>What clients were told of each id, and what must hold of it at the end.</summary>
internal sealed class ClientHistory
{
    private readonly Dictionary<string, Dictionary<string, Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>Calls by what became of them.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public int Operations { get; private set; }

    public void Count(string operation, string code)
    {
        Operations++;
        var key = $"{operation} {code}";
        Counts[key] = Counts.GetValueOrDefault(key) + 1;
    }

    public void Sent(ModelPlan model, string id, string target) => Of(model, id).Targets.Add(target);

    public void Acknowledged(ModelPlan model, string id) => Of(model, id).IsAcknowledged = true;

    /// <summary>A correction was sent: its target may hold from now on.</summary>
    public void CorrectionSent(ModelPlan model, string id, string target) => Of(model, id).Targets.Add(target);

    /// <summary>A correction was acknowledged: of all that was sent before, its target holds.</summary>
    public void Corrected(ModelPlan model, string id, string target)
    {
        var entry = Of(model, id);
        entry.Targets.Clear();
        entry.Targets.Add(target);
    }

    public void RemovalSent(ModelPlan model, string id) => Of(model, id).MayBeRemoved = true;

    public void Removed(ModelPlan model, string id) => Of(model, id).IsRemoved = true;

    /// <summary>Names everything that was promised and does not hold.</summary>
    public IEnumerable<string> Check(ModelPlan model, IReadOnlyCollection<CurrentObservation> stored)
    {
        var byId = stored.ToDictionary(current => current.Observation.Id, StringComparer.Ordinal);
        var entries = EntriesOf(model);
        foreach (var (id, entry) in entries)
        {
            if (!byId.TryGetValue(id, out var current))
            {
                if (entry.IsAcknowledged && !entry.MayBeRemoved)
                {
                    yield return $"{model}: acknowledged observation '{id}' is missing";
                }
            }
            else if (entry.IsRemoved)
            {
                yield return $"{model}: removed observation '{id}' is there";
            }
            else if (!entry.Targets.Contains(current.Target))
            {
                yield return $"{model}: observation '{id}' has target {current.Target}, and {string.Join(" or ", entry.Targets)} was promised";
            }
        }

        foreach (var id in byId.Keys.Where(id => !entries.ContainsKey(id)))
        {
            yield return $"{model}: nobody sent observation '{id}'";
        }
    }

    private Entry Of(ModelPlan model, string id)
    {
        var entries = EntriesOf(model);
        if (!entries.TryGetValue(id, out var entry))
        {
            entries[id] = entry = new Entry();
        }

        return entry;
    }

    private Dictionary<string, Entry> EntriesOf(ModelPlan model)
    {
        if (!_entries.TryGetValue(model.Key, out var entries))
        {
            _entries[model.Key] = entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        }

        return entries;
    }

    private sealed class Entry
    {
        public SortedSet<string> Targets { get; } = new(StringComparer.Ordinal);

        public bool IsAcknowledged { get; set; }

        public bool MayBeRemoved { get; set; }

        public bool IsRemoved { get; set; }
    }
}
