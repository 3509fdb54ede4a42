namespace Berlin.Conventions.Tests.Engines;

/// <summary>What a project references under either engine, by its <c>ActorRole</c>.</summary>
internal static class EngineRule
{
    /// <summary>The embedded engine and its own tests, which have no meaning under the other one.</summary>
    private static readonly string[] EmbeddedOnly =
    [
        "src/Actors/Berlin.Actors.csproj",
        "src/Actors/Generator/Berlin.Actors.Generator.csproj",
        "tests/Actors.Tests/Berlin.Actors.Tests.csproj",
    ];

    public static IEnumerable<string> CheckUnderOrleans(EvaluatedProject project)
    {
        if (EmbeddedOnly.Contains(project.Path, StringComparer.Ordinal))
        {
            yield break;
        }

        if (project.ReferencesEmbeddedEngine)
        {
            yield return $"{project.Path}: references src/Actors.";
        }

        var expected = PackagesOf(project.ActorRole).Order(StringComparer.Ordinal).ToArray();
        var actual = project.OrleansPackages.Order(StringComparer.Ordinal).ToArray();
        if (!expected.SequenceEqual(actual, StringComparer.Ordinal))
        {
            yield return $"{project.Path} ({project.ActorRole ?? "no role"}): has {Listed(actual)}, expected {Listed(expected)}.";
        }

        if (project.PrunedPackages.Contains("System.IO.Hashing", StringComparer.Ordinal))
        {
            yield return $"{project.Path}: prunes System.IO.Hashing, which Orleans calls.";
        }
    }

    public static IEnumerable<string> CheckEmbedded(EvaluatedProject project)
    {
        if (project.OrleansPackages.Any())
        {
            yield return $"{project.Path}: references {Listed(project.OrleansPackages)}.";
        }

        if (project.ActorRole is not null && !project.ReferencesEmbeddedEngine)
        {
            yield return $"{project.Path}: has the role {project.ActorRole} but no reference to src/Actors.";
        }
    }

    private static string[] PackagesOf(string? role) => role switch
    {
        null => [],
        "contracts" => ["Microsoft.Orleans.Sdk"],
        "grains" => ["Microsoft.Orleans.Sdk", "Microsoft.Orleans.Runtime"],
        "host" => ["Microsoft.Orleans.Sdk", "Microsoft.Orleans.Server", "Microsoft.Orleans.Clustering.AdoNet"],
        "client" => ["Microsoft.Orleans.Sdk", "Microsoft.Orleans.Client", "Microsoft.Orleans.Clustering.AdoNet"],
        "tests" => ["Microsoft.Orleans.Sdk", "Microsoft.Orleans.TestingHost"],
        _ => throw new InvalidOperationException($"{role} is no ActorRole; Directory.Build.targets lists them."),
    };

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
