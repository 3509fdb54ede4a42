namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Who owns which key, as each silo knows it, by the version that it knows.</summary>
internal sealed class OwnerMaps(RealCluster cluster, IReadOnlyList<string> keys)
{
    private readonly Dictionary<long, HashSet<string>> _maps = [];

    /// <summary>Asks every silo that runs now.</summary>
    public void Audit()
    {
        foreach (var view in cluster.Silos.Select(silo => silo.Membership.Current))
        {
            var map = string.Join(' ', keys.Select(key => view.OwnerOf(GrainId.Create("lifecycle", key))?.Identity));
            if (!_maps.TryGetValue(view.Version, out var maps))
            {
                _maps[view.Version] = maps = [];
            }

            maps.Add(map);
        }
    }

    public void AssertEqualAtEqualVersions(int leastVersions)
    {
        Assert.True(_maps.Count >= leastVersions, $"{_maps.Count} versions were seen.");
        Assert.All(_maps, map => Assert.Single(map.Value));
    }
}
