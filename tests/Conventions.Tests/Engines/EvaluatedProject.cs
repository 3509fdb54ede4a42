namespace Berlin.Conventions.Tests.Engines;

/// <summary>What MSBuild makes of one project under one engine.</summary>
internal sealed class EvaluatedProject(string path, IReadOnlyCollection<string> description)
{
    private const string OrleansPrefix = "Microsoft.Orleans.";

    /// <summary>Path inside the repository.</summary>
    public string Path { get; } = path;

    public string? ActorRole => Values("ActorRole").SingleOrDefault();

    public IEnumerable<string> Packages => Values("PackageReference");

    public IEnumerable<string> OrleansPackages => Packages.Where(package => package.StartsWith(OrleansPrefix, StringComparison.Ordinal));

    public IEnumerable<string> PrunedPackages => Values("PrunePackageReference");

    public IEnumerable<string> ProjectReferences => Values("ProjectReference").Select(reference => reference.Replace('\\', '/'));

    public IEnumerable<string> AdditionalFiles => Values("AdditionalFiles").Select(System.IO.Path.GetFileName).OfType<string>();

    public IEnumerable<string> SilencedWarnings => Values("NoWarn").SelectMany(codes => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool ReferencesEmbeddedEngine => ProjectReferences.Any(reference => reference.Contains("/src/Actors/", StringComparison.Ordinal));

    private IEnumerable<string> Values(string name) =>
        description.Where(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..]);
}
