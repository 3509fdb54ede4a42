namespace Berlin.Chaos.Cluster;

/// <summary>What a cluster under test is made of.</summary>
internal sealed record ClusterShape
{
    /// <summary>Silos, each a process of its own.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Settings of silos and gateway beside those of every test, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where silos and gateway run; on the loopback interface unless told.</summary>
    public IClusterPlaces Places { get; init; } = LoopbackPlaces.Instance;

    /// <summary>Bytes that the folder of blobs and job files may hold; null = as many as the disk.</summary>
    public long? DataBytes { get; init; }

    /// <summary>Bytes that PostgreSQL's folder may hold; null = as many as the disk.</summary>
    public long? DatabaseBytes { get; init; }
}
