namespace Berlin.Grains.Serving;

/// <summary>The last row of each entity, as far as a head has seen it go by.</summary>
/// <param name="floor">Sequence number from which on the head watches: of an entity that it has not met, rows up to here must be known.</param>
internal sealed class EntityPositions(long floor)
{
    /// <summary>Entities that are remembered, about 10 MB; beyond it the floor rises and each reads the log once more.</summary>
    private const int MaxEntities = 100_000;

    private readonly Dictionary<string, long> _lastSequences = new(StringComparer.Ordinal);
    private long _floor = floor;

    /// <summary>Sequence number up to which the entity's rows must be known, so that none that the head knows is missing.</summary>
    public long KnownSequence(string entity) => _lastSequences.TryGetValue(entity, out var sequence) ? sequence : _floor;

    /// <summary>A row of the entity went by.</summary>
    public void Advance(string entity, long sequence)
    {
        if (_lastSequences.Count >= MaxEntities && !_lastSequences.ContainsKey(entity))
        {
            _lastSequences.Clear();
            _floor = sequence;
        }

        _lastSequences[entity] = sequence;
    }
}
