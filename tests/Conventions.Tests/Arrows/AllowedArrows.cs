namespace Berlin.Conventions.Tests.Arrows;

/// <summary>
/// Which project may reference which, by folder under src/. Contracts stand at the bottom, composition at the top.
/// A new arrow is a decision: it gets a page in docs/decisions/ and then a name here.
/// </summary>
internal static class AllowedArrows
{
    /// <summary>The engine API, however it is provided: src/Actors, or the packages of Orleans.</summary>
    public const string Engine = "Actors";

    public static IReadOnlyDictionary<string, string[]> Table { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Actors"] = [],
        ["Actors/Generator"] = [],
        ["Actors/Cluster"] = [Engine],
        ["Learning"] = [],
        ["Storage"] = [],
        ["Client"] = [],
        ["Grains.Interfaces"] = [Engine],
        ["Http"] = ["Grains.Interfaces"],
        ["Runtimes"] = ["Learning"],
        ["Grains"] = ["Grains.Interfaces", "Learning", "Runtimes", "Storage", Engine],
        ["Silo"] = ["Grains", "Grains.Interfaces", "Http", "Learning", "Runtimes", "Storage", Engine],
        ["Gateway"] = ["Grains.Interfaces", "Http", Engine],
        ["Cli"] = ["Client", "Silo", "Gateway"],
    };

    /// <summary>Sources that a project compiles although they stand in another one's folder: an arrow too, though none that MSBuild sees.</summary>
    public static IReadOnlyDictionary<string, string[]> LinkedSources { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
    };

    /// <summary>What each project may ask of the engine, as its <c>ActorRole</c>; null = nothing.</summary>
    public static string? RoleOf(string folder) => folder switch
    {
        "Grains.Interfaces" => "contracts",
        "Grains" => "grains",
        "Silo" => "host",
        "Gateway" => "client",
        _ => null,
    };
}
