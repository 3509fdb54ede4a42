namespace Berlin.Conventions.Tests.Engines;

/// <summary>The parts that must replay under a seed are compiled with the analyzer and with the list, and nobody silences it.</summary>
internal static class BannedApiRule
{
    public const string List = "eng/BannedSymbols.txt";

    private const string Analyzer = "Microsoft.CodeAnalysis.BannedApiAnalyzers";

    private static readonly string[] Projects =
    [
        "src/Actors/Berlin.Actors.csproj",
        "src/Grains/Berlin.Grains.csproj",
        "src/Learning/Berlin.Learning.csproj",
        "src/Storage/Berlin.Storage.csproj",
    ];

    /// <summary>Documentation ids that the list must hold.</summary>
    public static IReadOnlyList<string> RequiredBans { get; } =
    [
        "P:System.DateTime.Now",
        "P:System.DateTime.UtcNow",
        "P:System.DateTimeOffset.Now",
        "P:System.DateTimeOffset.UtcNow",
        "T:System.Diagnostics.Stopwatch",
        "M:System.Threading.Thread.Sleep(System.Int32)",
        "M:System.Threading.Tasks.Task.Delay(System.Int32)",
        "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)",
        "M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)",
        "M:System.Threading.CancellationTokenSource.#ctor(System.TimeSpan)",
        "M:System.Threading.CancellationTokenSource.CancelAfter(System.TimeSpan)",
        "M:System.Threading.PeriodicTimer.#ctor(System.TimeSpan)",
        "M:System.Guid.NewGuid",
        "P:System.Random.Shared",
        "M:System.Random.#ctor",
        "M:System.Threading.Tasks.Task.Run(System.Action)",
        "M:System.Threading.Tasks.Task.Run(System.Func{System.Threading.Tasks.Task})",
        "M:System.String.GetHashCode",
    ];

    public static IEnumerable<string> Check(EvaluatedProject project)
    {
        if (!Projects.Contains(project.Path, StringComparer.Ordinal))
        {
            yield break;
        }

        if (!project.Packages.Contains(Analyzer, StringComparer.Ordinal))
        {
            yield return $"{project.Path}: does not reference {Analyzer}; set BanNondeterminism.";
        }

        if (!project.AdditionalFiles.Contains("BannedSymbols.txt", StringComparer.Ordinal))
        {
            yield return $"{project.Path}: does not give {List} to the analyzer.";
        }

        if (project.SilencedWarnings.Contains("RS0030", StringComparer.Ordinal))
        {
            yield return $"{project.Path}: silences RS0030.";
        }
    }
}
