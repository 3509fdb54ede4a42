using System.Diagnostics;
using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Engines;

/// <summary>Evaluates every project with MSBuild, without restoring or building anything: works where the packages cannot be had.</summary>
internal static class Evaluation
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public static async Task<IReadOnlyList<EvaluatedProject>> OfAllAsync(string engine, CancellationToken cancellationToken)
    {
        var output = Directory.CreateTempSubdirectory("berlin-evaluation-");
        try
        {
            var projects = RepositoryTree.Projects.ToArray();
            var list = Path.Combine(output.FullName, "projects.list");
            await File.WriteAllLinesAsync(list, projects.Select(project => project.FullPath), cancellationToken);
            await RunAsync(engine, list, output.FullName, cancellationToken);
            return [.. projects.Select(project => new EvaluatedProject(project.Path, File.ReadAllLines(DescriptionOf(project, output.FullName))))];
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static string DescriptionOf(RepositoryFile project, string folder) =>
        Path.Combine(folder, Path.GetFileNameWithoutExtension(project.Name) + ".txt");

    private static async Task RunAsync(string engine, string list, string output, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            "msbuild", RepositoryTree.Get("tests/Conventions.Tests/Engines/DescribeAll.proj").FullPath, "-nologo", "-verbosity:quiet", "-nodeReuse:false",
            $"-property:Engine={engine}", $"-property:ProjectList={list}", $"-property:DescribeTo={output}",
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        using var process = Process.Start(start)!;
        try
        {
            var messages = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.True(process.ExitCode == 0, $"dotnet msbuild ended with {process.ExitCode}:\n{await messages}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
