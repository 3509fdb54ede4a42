namespace Berlin.Chaos.Cluster;

/// <summary>Settings of silos that let a short run meet what happens rarely otherwise.</summary>
internal static class TestSettings
{
    /// <summary>Checkpoints every few seconds, rows absorbed in small slices.</summary>
    public static IReadOnlyDictionary<string, string> Frequent { get; } = new Dictionary<string, string>
    {
        ["BERLIN_Trainer__CheckpointObservations"] = "100",
        ["BERLIN_Trainer__CheckpointInterval"] = "00:00:05",
        ["BERLIN_Trainer__AbsorbSliceObservations"] = "16",
    };
}
