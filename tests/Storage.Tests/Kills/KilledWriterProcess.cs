using System.Diagnostics;
using System.Globalization;
using Berlin.Storage.KilledWriter;

namespace Berlin.Storage.Tests.Kills;

/// <summary>A process of Storage.KilledWriter, and what it acknowledged before it died.</summary>
internal sealed class KilledWriterProcess
{
    private static readonly string Program = typeof(KilledRows).Assembly.Location;

    /// <summary>Highest acknowledged sequence per model.</summary>
    public Dictionary<string, long> Appended { get; } = new(StringComparer.Ordinal);

    /// <summary>Generation and sequence of the newest acknowledged checkpoint per model.</summary>
    public Dictionary<string, (long Generation, long Sequence)> Checkpointed { get; } = new(StringComparer.Ordinal);

    /// <summary>Generation after the last acknowledged removal per model.</summary>
    public Dictionary<string, long> Generations { get; } = new(StringComparer.Ordinal);

    /// <summary>Removals that the writer was about to ask for, in order, per model.</summary>
    public List<(string Model, KilledRemoval Removal)> Announced { get; } = [];

    public int ExitCode { get; private set; }

    public bool IsKilled => ExitCode is 137 or -1;

    /// <summary>What it wrote to standard error.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>Starts a writer, and kills it after so many acknowledgements, where it has not killed itself before.</summary>
    public static KilledWriterProcess Run(string folder, int streams, int seed, string faults, int killAfter)
    {
        var result = Run(folder, streams, seed, faults, killAfter, Kill);
        Assert.True(result.IsKilled, $"Exit code {result.ExitCode}, not that of a kill: {result.Errors}");
        return result;
    }

    /// <summary>SIGKILL. What is in the pipe is still read: it was acknowledged.</summary>
    public static void Kill(Process process) => process.Kill();

    /// <summary>Starts a writer, and does something to it after so many acknowledgements.</summary>
    public static KilledWriterProcess Run(
        string folder, int streams, int seed, string faults, int after, Action<Process> act, string? connectionString = null)
    {
        string[] arguments = [Program, folder, $"{streams}", $"{seed}", faults, .. connectionString is null ? [] : new[] { connectionString }];
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var result = new KilledWriterProcess();
        for (var line = 1; process.StandardOutput.ReadLine() is { } told; line++)
        {
            result.Note(told);
            if (line == after)
            {
                act(process);
            }
        }

        process.WaitForExit();
        result.ExitCode = process.ExitCode;
        result.Errors = errors.GetAwaiter().GetResult();
        return result;
    }

    private void Note(string line)
    {
        switch (line.Split(' '))
        {
            case ["append", var model, var head]:
                Appended[model] = Number(head);
                break;
            case ["checkpoint", var model, var generation, var sequence]:
                Checkpointed[model] = (Number(generation), Number(sequence));
                break;
            case ["remove", var model, .. { Length: 4 } removal]:
                Announced.Add((model, KilledRemoval.Parse(removal)));
                break;
            case ["removed", var model, var generation]:
                Generations[model] = Number(generation);
                break;
        }
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
