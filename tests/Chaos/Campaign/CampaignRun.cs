using System.Diagnostics;
using System.Globalization;
using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;
using Berlin.Chaos.Network;
using Npgsql;

namespace Berlin.Chaos.Campaign;

/// <summary>Makes faults on a cluster under load until the time is over, one after the other, and judges after each.</summary>
internal sealed class CampaignRun(CampaignOptions options, TextWriter output)
{
    private const long DataBytes = 512L * 1024 * 1024;
    private const long DatabaseBytes = 1024L * 1024 * 1024;
    private const int Silos = 3;

    /// <summary>The load without a fault, to compare with.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(15);

    /// <summary>Between two faults, so that the second meets a cluster at work.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(2);

    private readonly List<FaultResult> _results = [];
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);
    private readonly LoadShape _load = new();
    private string? _failure;

    public async Task<CampaignResult> RunAsync(CancellationToken cancellationToken)
    {
        var faults = FaultCatalogue.Select(options.Faults);
        output.WriteLine($"seed {options.Seed}; {_load.PredictionsPerSecond} predictions/s and {_load.ObservationsPerSecond} observations/s over {_load.Tenants} tenants, {_load.Models} models, {_load.Trainers} trainers");
        var unnamed = await NamespacePlaces.MissingAsync();
        await using var places = unnamed is null ? await NamespacePlaces.CreateAsync(Silos) : null;
        if (unnamed is not null)
        {
            output.WriteLine($"no partitions: {unnamed}");
        }

        await using var session = await ClusterSession.StartAsync(Shape(faults, places), _load, options.Seed);
        session.Cluster.KeepsLogs = true;
        output.WriteLine($"logs of the processes: {session.Cluster.LogFolder}");
        var steadyFrom = session.Log.Now;
        await FaultScene.HoldAsync(Steady, cancellationToken);
        var steady = CallFigures.Of(session.Log.DueBetween(steadyFrom, session.Log.Now), CallKind.Predict);
        output.WriteLine($"steady: predictions {steady}");
        await RunFaultsAsync(session, faults, cancellationToken);
        var verdict = await session.EndAsync();
        var calls = session.Log.All();
        var result = new CampaignResult(
            options, _load, unnamed is null, steady, _results, _missing, _failure, verdict, CallFigures.Of(calls, CallKind.Predict), CallFigures.Of(calls, CallKind.Observe), session.Log.Now);
        CallFile.Write(session.Cluster.LogFolder, calls);
        session.Cluster.KeepsLogs = !result.IsClean || options.KeepsLogs;
        return result;
    }

    private async Task RunFaultsAsync(ClusterSession session, IReadOnlyList<IFault> faults, CancellationToken cancellationToken)
    {
        var scene = session.Scene(0);
        foreach (var fault in faults)
        {
            if (fault.Missing(scene) is { } reason && _missing.TryAdd(fault.Name, reason))
            {
                output.WriteLine($"no {fault.Name}: {reason}");
            }
        }

        var possible = faults.Where(fault => !_missing.ContainsKey(fault.Name)).ToArray();
        if (possible.Length == 0)
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        foreach (var (index, fault) in FaultPlan.Of(possible, options.Seed).Take(options.Count).Index())
        {
            if (Stopwatch.GetElapsedTime(started) >= options.Length || cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await FaultScene.HoldAsync(Breath, cancellationToken);
            try
            {
                var result = await session.RunAsync(fault, index + 1, cancellationToken);
                _results.Add(result);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started):hh\\:mm\\:ss} {result.Number,4} {result}"));
            }
            catch (Exception exception) when (exception is TimeoutException or InvalidOperationException or NpgsqlException)
            {
                _failure = $"fault {index + 1}, {fault.Name}: {exception.Message}";
                output.WriteLine(_failure);
                return;
            }
        }
    }

    private static ClusterShape Shape(IReadOnlyList<IFault> faults, NamespacePlaces? places) => new()
    {
        Silos = Silos,
        Places = places ?? (IClusterPlaces)LoopbackPlaces.Instance,
        Settings = TestSettings.Frequent,
        DataBytes = SmallFileSystem.Missing is null ? DataBytes : null,
        DatabaseBytes = SmallFileSystem.Missing is null && faults.Contains(FullDisk.OfPostgres) ? DatabaseBytes : null,
    };
}
