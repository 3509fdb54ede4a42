using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Silos;

namespace Berlin.Simulation.Tests.Faults;

/// <summary>Draws faults one after the other, each with its end, until its time is over; then everything is whole again.</summary>
internal sealed class FaultPlan
{
    private readonly SimulatedCluster _cluster;
    private readonly World _world;
    private readonly Draws _draws;
    private readonly TimeSpan _end;
    private readonly (int Weight, Action Fault)[] _faults;

    public FaultPlan(SimulatedCluster cluster, TimeSpan end)
    {
        _cluster = cluster;
        _world = cluster.World;
        _draws = _world.Draws.Fork();
        _end = end;
        _faults =
        [
            (5, CrashOne),
            (1, CrashTwo),
            (1, CrashAll),
            (4, PauseOne),
            (3, CutStore),
            (3, CutGateway),
            (2, StoreOutage),
            (2, StoreSleeps),
            (3, SlowStore),
            (4, UnknownCommits),
            (2, Resets),
            (2, BadBlobs),
            (3, CrashAtPoints),
            (3, StepClock),
            (3, Leave),
            (4, CutSilos),
            (2, ResetConnections),
            (2, BadNetwork),
            (1, StartTwin),
            (3, StarveOne),
        ];
    }

    /// <summary>How many faults of each kind were made.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync()
    {
        while (true)
        {
            await Task.Delay(_draws.Milliseconds(200, 2_500), _world.Director.Clock);
            if (_world.Elapsed >= _end)
            {
                break;
            }

            Draw()();
        }

        Heal();
    }

    private void Heal()
    {
        _world.Write("faults are over");
        _cluster.Crashes.Chance = 0;
        _cluster.Database.Weather.Clear();
        _cluster.Database.Restart();
        if (_cluster.Database.Process.IsPaused)
        {
            _cluster.Database.Process.Resume();
        }

        _cluster.Network.HealAll();
        foreach (var slot in _cluster.Slots)
        {
            (slot.Store.IsCutToStore, slot.Store.IsCutFromStore) = (false, false);
            slot.Gateway.Heal();
            slot.Silo?.Process.Starve(TimeSpan.Zero);
            Resume(slot.Silo);
        }
    }

    private Action Draw()
    {
        var drawn = _draws.Below(_faults.Sum(fault => fault.Weight));
        foreach (var (weight, fault) in _faults)
        {
            if ((drawn -= weight) < 0)
            {
                return fault;
            }
        }

        throw new InvalidOperationException("Weights are positive.");
    }

    private void Note(string kind, string detail)
    {
        Counts[kind] = Counts.GetValueOrDefault(kind) + 1;
        _world.Write($"fault: {kind} {detail}");
    }

    private void For(TimeSpan span, Action end) => _world.Director.Post(span, _ =>
    {
        if (_world.Elapsed < _end)
        {
            end();
        }
    });

    private SiloSlot Slot() => _draws.Pick(_cluster.Slots);

    private void Crash(SiloSlot slot)
    {
        if (slot.Silo is { Process: { IsDead: false } process })
        {
            Note("crash", process.Name);
            process.Kill();
        }
    }

    private void CrashOne() => Crash(Slot());

    private void CrashTwo()
    {
        var spared = Slot();
        foreach (var slot in _cluster.Slots.Where(slot => slot != spared))
        {
            Crash(slot);
        }
    }

    private void CrashAll()
    {
        foreach (var slot in _cluster.Slots)
        {
            Crash(slot);
        }
    }

    private void PauseOne()
    {
        if (Slot().Silo is not { Process: { IsRunning: true } } silo)
        {
            return;
        }

        var span = _draws.Chance(0.5) ? _draws.Milliseconds(50, 4_000) : _draws.Milliseconds(4_000, 15_000);
        Note("pause", $"{silo.Process} for {span.TotalSeconds:F3} s");
        silo.Process.Pause();
        For(span, () => Resume(silo));
    }

    private void Resume(SimulatedSilo? silo)
    {
        if (silo is { Process: { IsPaused: true, IsDead: false } })
        {
            _world.Write($"fault: {silo.Process} goes on");
            silo.Process.Resume();
        }
    }

    private void CutStore()
    {
        var slot = Slot();
        var kind = _draws.Below(3);
        (slot.Store.IsCutToStore, slot.Store.IsCutFromStore) = (kind != 1, kind != 2);
        Note("cut store", $"of {slot.Name}, {(kind == 0 ? "both ways" : kind == 1 ? "answers only" : "requests only")}");
        For(_draws.Milliseconds(100, 9_000), () => (slot.Store.IsCutToStore, slot.Store.IsCutFromStore) = (false, false));
    }

    private void CutGateway()
    {
        var slot = Slot();
        var kind = _draws.Below(3);
        slot.Gateway.Cut(there: kind != 1, back: kind != 2);
        Note("cut gateway", $"of {slot.Name}, kind {kind}");
        For(_draws.Milliseconds(100, 6_000), slot.Gateway.Heal);
    }

    private void StoreOutage()
    {
        Note("store outage", "");
        _cluster.Database.Crash();
        For(_draws.Milliseconds(100, 8_000), _cluster.Database.Restart);
    }

    private void StoreSleeps()
    {
        Note("store sleeps", "");
        _cluster.Database.Process.Pause();
        For(_draws.Milliseconds(100, 8_000), _cluster.Database.Process.Resume);
    }

    private void SlowStore()
    {
        var weather = _cluster.Database.Weather;
        weather.Slowness = _draws.Between(10, 600);
        Note("slow store", $"x {weather.Slowness}");
        For(_draws.Milliseconds(200, 5_000), () => weather.Slowness = 1);
    }

    private void UnknownCommits()
    {
        var weather = _cluster.Database.Weather;
        weather.CommitUnknown = 0.05 + (_draws.Below(50) / 100.0);
        Note("unknown commits", $"{weather.CommitUnknown:F2}");
        For(_draws.Milliseconds(200, 5_000), () => weather.CommitUnknown = 0);
    }

    private void Resets()
    {
        var weather = _cluster.Database.Weather;
        weather.Resets = 0.02 + (_draws.Below(20) / 100.0);
        Note("store resets", $"{weather.Resets:F2}");
        For(_draws.Milliseconds(200, 5_000), () => weather.Resets = 0);
    }

    private void BadBlobs()
    {
        var weather = _cluster.Database.Weather;
        weather.BlobFaults = 0.5;
        Note("bad blobs", "");
        For(_draws.Milliseconds(1_000, 8_000), () => weather.BlobFaults = 0);
    }

    private void CrashAtPoints()
    {
        _cluster.Crashes.Chance = 0.002 + (_draws.Below(20) / 1000.0);
        Note("crash points", $"{_cluster.Crashes.Chance:F3}");
        For(_draws.Milliseconds(200, 4_000), () => _cluster.Crashes.Chance = 0);
    }

    private void StepClock()
    {
        if (Slot().Silo is { Process.IsDead: false } silo)
        {
            var step = _draws.Pick([1.0, -1, 30, -30, 300, -300, 86_400, -86_400]);
            var rate = _draws.Pick([0.5, 1, 1, 1.5]);
            Note("clock", $"of {silo.Process} by {step} s, rate {rate}");
            silo.Process.Clock.Set(TimeSpan.FromSeconds(step), rate);
        }
    }

    private void Leave()
    {
        if (Slot().Silo is { IsServing: true, IsLeaving: false, Process.IsRunning: true } silo)
        {
            Note("leave", silo.Process.Name);
            silo.Process.Start(silo.LeaveAsync);
        }
    }

    private void StarveOne()
    {
        if (Slot().Silo is { Process: { IsDead: false } process })
        {
            process.Starve(_draws.Milliseconds(2, 250));
            Note("starve", $"{process}, events wait up to {process.Lag.TotalMilliseconds:F0} ms");
            For(_draws.Milliseconds(200, 5_000), () => process.Starve(TimeSpan.Zero));
        }
    }

    private void StartTwin()
    {
        var slot = Slot();
        Note("twin", slot.Name);
        _cluster.Start(slot);
    }

    private void CutSilos()
    {
        var (one, others) = (Slot(), _cluster.Slots);
        var other = _draws.Pick(others.Where(slot => slot != one).ToArray());
        (string From, string To)[] ways = _draws.Below(4) switch
        {
            0 => [(one.Name, other.Name)],
            1 => [(one.Name, other.Name), (other.Name, one.Name)],
            2 => [.. others.Where(slot => slot != one).Select(slot => (one.Name, slot.Name))],
            _ => [.. others.Where(slot => slot != one).SelectMany(slot => new[] { (one.Name, slot.Name), (slot.Name, one.Name) })],
        };
        Note("cut silos", string.Join(", ", ways.Select(way => $"{way.From} to {way.To}")));
        foreach (var (from, to) in ways)
        {
            _cluster.Network.Cut(from, to);
        }

        For(_draws.Milliseconds(100, 9_000), () =>
        {
            foreach (var (from, to) in ways)
            {
                _cluster.Network.Heal(from, to);
            }
        });
    }

    private void ResetConnections()
    {
        Note("connection resets", "");
        foreach (var connection in _cluster.Network.Connections.Where(_ => _draws.Chance(0.5)).ToArray())
        {
            connection.Reset();
        }
    }

    private void BadNetwork()
    {
        var network = _cluster.Network;
        network.Lateness = _draws.Milliseconds(1, 400);
        network.Disorder = _draws.Chance(0.5) ? 0.1 : 0;
        Note("bad network", $"late by {network.Lateness.TotalMilliseconds:F0} ms, disorder {network.Disorder}");
        For(_draws.Milliseconds(200, 6_000), () => (network.Lateness, network.Disorder) = (TimeSpan.Zero, 0));
    }
}
