using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Berlin.Simulation.Tests.Planted;

namespace Berlin.Simulation.Tests;

/// <summary>Many seeds, one after the other on each of some threads.</summary>
[SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Measures how long the real machine takes; nothing simulated reads it.")]
internal sealed class Campaign
{
    private const int MostFailures = 5;

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ulong _from;
    private readonly int _seeds;
    private readonly int _mostFailures;
    private readonly Action<string> _report;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _calls = new(StringComparer.Ordinal);
    private readonly TimeSpan _processorAtStart = Environment.CpuUsage.TotalTime;
    private ulong _traces;
    private TimeSpan _simulated;
    private TimeSpan _reported;
    private int _begun;
    private int _done;
    private int _violations;

    private Campaign(ulong from, int seeds, int mostFailures, Action<string> report)
    {
        _from = from;
        _seeds = seeds;
        _mostFailures = mostFailures;
        _report = report;
    }

    /// <summary>The first violations.</summary>
    public List<SimulationResult> Failures { get; } = [];

    /// <summary>Runs the seeds on as many threads as there are processors; stops early after a few violations, or the first one of a planted bug.</summary>
    public static Campaign Run(ulong from, int seeds, Action<string> report, PlantedBug bug = PlantedBug.None)
    {
        var campaign = new Campaign(from, seeds, bug == PlantedBug.None ? MostFailures : 1, report);
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => campaign.Work(bug)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return campaign;
    }

    /// <summary>Counts and speed, for people.</summary>
    public string Summarize()
    {
        var seconds = _watch.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"""
            seeds {_from}..{_from + (ulong)_done - 1}: {_violations} violations in {_done} runs
            {_done / seconds * 60:F0} seeds/minute, {_simulated.TotalSeconds:F0} simulated s in {seconds:F0} s: {_simulated.TotalSeconds / seconds:F0} x real time
            {(Environment.CpuUsage.TotalTime - _processorAtStart).TotalMilliseconds / Math.Max(_done, 1):F1} ms of processor a seed, sum of traces {_traces:x16}
            {Join(_counts)}
            faults: {Join(_faults)}
            calls: {Join(_calls)}
            """);
    }

    private static string Join(SortedDictionary<string, long> counts) => string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));

    private void Work(PlantedBug bug)
    {
        while (true)
        {
            ulong seed;
            lock (_gate)
            {
                if (_begun == _seeds || Failures.Count >= _mostFailures)
                {
                    return;
                }

                seed = _from + (ulong)_begun++;
            }

            Take(new SimulationRun(seed, bug).Run());
        }
    }

    private void Take(SimulationResult result)
    {
        lock (_gate)
        {
            _done++;
            _simulated += result.Simulated;

            // A sum, because threads end their seeds in any order.
            _traces = unchecked(_traces + result.Trace.Digest);
            Add(_counts, "operations", result.Operations);
            Add(_counts, "events", result.Events);
            Add(_counts, "committed appends", result.Commits);
            Add(_counts, "views", result.Views);
            Add(_counts, "declared dead", result.Declared);
            Add(_counts, "frames between silos", result.Frames);
            Add(_counts, "predictions owed", result.JudgedPredictions);
            foreach (var (kind, count) in result.Faults)
            {
                Add(_faults, kind, count);
            }

            foreach (var (call, count) in result.Calls)
            {
                Add(_calls, call, count);
            }

            if (result.Failure is not null)
            {
                _violations++;
                Failures.Add(result);
                _report($"seed {result.Seed}: {result.Failure.Message}");
            }

            if (_watch.Elapsed - _reported > ReportPeriod)
            {
                _reported = _watch.Elapsed;
                _report(string.Create(CultureInfo.InvariantCulture, $"{_done} of {_seeds} seeds after {_reported.TotalSeconds:F0} s, {_violations} violations"));
            }
        }
    }

    private static void Add(SortedDictionary<string, long> counts, string name, long count) => counts[name] = counts.GetValueOrDefault(name) + count;
}
