using System.Collections.Immutable;
using System.Globalization;

namespace Berlin.Gateway.Routing.Rings;

/// <summary>The silos of a fixed list of addresses, all of them active for good; keys are spread over them by rendezvous hashing.</summary>
internal sealed class StaticSiloRing(IReadOnlyList<string> addresses) : ISiloRing
{
    public event Action Changed
    {
        add
        {
            // A list of addresses never changes.
        }

        remove
        {
        }
    }

    public SiloRingSnapshot Current { get; } = new Snapshot(
        [.. addresses.Index().Select(silo => new RingSilo(string.Create(CultureInfo.InvariantCulture, $"silo-{silo.Index + 1}"), Generation: 0, silo.Item))]);

    private sealed class Snapshot(ImmutableArray<RingSilo> silos) : SiloRingSnapshot(silos)
    {
        public override IEnumerable<RingSilo> Order(string key) => Silos.OrderByDescending(silo => Score(silo.Address, key));

        /// <summary>FNV-1a with the finalizer of MurmurHash3 (both public domain): equal in every process, unlike hash codes of strings.</summary>
        private static ulong Score(string silo, string key)
        {
            var hash = 14695981039346656037;
            foreach (var unit in silo)
            {
                hash = (hash ^ unit) * 1099511628211;
            }

            foreach (var unit in key)
            {
                hash = (hash ^ unit) * 1099511628211;
            }

            hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD;
            hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53;
            return hash ^ (hash >> 33);
        }
    }
}
