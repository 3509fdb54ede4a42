using System.Collections.Concurrent;
using System.Collections.Immutable;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A ring that a test turns: silos stand in the order in which they are given, for every key.</summary>
public sealed class TestRing : ISiloRing
{
    private volatile SiloRingSnapshot _current;

    public TestRing(params RingSilo[] silos) => _current = new Snapshot([.. silos], Keys);

    public event Action? Changed;

    /// <summary>Keys that were asked for.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public SiloRingSnapshot Current => _current;

    public void Turn(params RingSilo[] silos)
    {
        _current = new Snapshot([.. silos], Keys);
        Changed?.Invoke();
    }

    private sealed class Snapshot(ImmutableArray<RingSilo> silos, ConcurrentQueue<string> keys) : SiloRingSnapshot(silos)
    {
        public override IEnumerable<RingSilo> Order(string key)
        {
            keys.Enqueue(key);
            return Silos.Where(silo => silo.IsActive);
        }
    }
}
