using System.Globalization;
using System.Text;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Oracle;

namespace Berlin.Simulation.Tests;

/// <summary>What one seed gave.</summary>
internal sealed class SimulationResult(World world, ClientHistory history, SortedDictionary<string, int> faults, Exception? failure)
{
    private const int TraceLines = 120;

    public ulong Seed => world.Seed;

    /// <summary>The violation, or what else ended the run; null where all was well.</summary>
    public Exception? Failure => failure;

    public string TraceHash => world.Trace.Hash;

    public TimeSpan Simulated => world.Elapsed;

    public long Events => world.EventCount;

    public int Operations => history.Operations;

    public IReadOnlyDictionary<string, int> Calls => history.Counts;

    public IReadOnlyDictionary<string, int> Faults => faults;

    /// <summary>For people: the seed, what was violated, and the end of the trace.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed} (BERLIN_SEED={Seed} runs it again): {(failure is ViolationException ? failure.Message : failure?.ToString() ?? "no violation")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Events} events, {Operations} operations, {Simulated.TotalSeconds:F1} simulated s, trace {TraceHash}");
        foreach (var line in world.Trace.Last(TraceLines, _ => true))
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}
