using System.Globalization;
using System.Text;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Oracle;

namespace Berlin.Simulation.Tests;

/// <summary>What one seed gave.</summary>
internal sealed record SimulationResult
{
    private const int TraceLines = 150;

    public required ulong Seed { get; init; }

    /// <summary>The violation, or what else ended the run; null where all was well.</summary>
    public required Exception? Failure { get; init; }

    public required Trace Trace { get; init; }

    public required TimeSpan Simulated { get; init; }

    public required long Events { get; init; }

    /// <summary>Calls of clients, repeated ones included.</summary>
    public required int Operations { get; init; }

    /// <summary>Calls by kind and outcome.</summary>
    public required IReadOnlyDictionary<string, int> Calls { get; init; }

    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Appends that were committed.</summary>
    public required long Commits { get; init; }

    /// <summary>Version of the last view.</summary>
    public required long Views { get; init; }

    /// <summary>Silos that were declared dead.</summary>
    public required int Declared { get; init; }

    /// <summary>Frames between silos.</summary>
    public required long Frames { get; init; }

    /// <summary>Predictions that had to succeed, whatever the weather.</summary>
    public required int JudgedPredictions { get; init; }

    /// <summary>For people: the seed, what was violated, and the trace to it: every fault and view, and the end of the rest.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed} (BERLIN_SEED={Seed} ./scripts/test Simulation runs it again): {(Failure is ViolationException ? Failure.Message : Failure?.ToString() ?? "no violation")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Events} events, {Operations} operations, {Simulated.TotalSeconds:F1} simulated s, trace {Trace.Hash}");
        foreach (var line in Trace.Shorten(TraceLines, static line => line.StartsWith("fault", StringComparison.Ordinal) || line.StartsWith("view", StringComparison.Ordinal)))
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}
