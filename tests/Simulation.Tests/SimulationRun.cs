using Berlin.Actors.Clustering;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Learning;
using Berlin.Simulation.Tests.Faults;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Membership;
using Berlin.Simulation.Tests.Oracle;
using Berlin.Simulation.Tests.Planted;
using Berlin.Simulation.Tests.Silos;
using Berlin.Simulation.Tests.Workload;

namespace Berlin.Simulation.Tests;

/// <summary>One seed: a cluster under load and faults, then at rest, then judged.</summary>
internal sealed class SimulationRun
{
    private const int Clients = 4;
    private const int FewestOperations = 300;

    private static readonly TimeSpan FaultsEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecoveryBound = TimeSpan.FromSeconds(60);

    /// <summary>Longer than a question to the store hangs whose answer a fault has swallowed, and a head then waits to ask again.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(4);

    private readonly World _world;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedGateway _gateway;
    private readonly PredictionOracle _predictions;
    private readonly ClientHistory _history = new();
    private readonly FaultPlan _faults;
    private readonly List<SimulatedClient> _clients = [];

    public SimulationRun(ulong seed, PlantedBug bug = PlantedBug.None)
    {
        _world = new World(seed);
        _cluster = new SimulatedCluster(_world, bug);
        _predictions = new PredictionOracle(_cluster);
        var gateway = _world.AddProcess("gateway");
        _gateway = new SimulatedGateway(_cluster, gateway, new GatewayViews(gateway, _cluster.Database, _cluster.Table, _cluster.Membership), _predictions);
        _faults = new FaultPlan(_cluster, FaultsEnd);
        for (var number = 1; number <= Clients; number++)
        {
            _clients.Add(new SimulatedClient(_gateway, _history, _world, number));
        }
    }

    /// <summary>Runs the seed to its end, or to the first violation.</summary>
    public SimulationResult Run()
    {
        Exception? failure = null;
        try
        {
            foreach (var slot in _cluster.Slots)
            {
                _cluster.Start(slot);
            }

            Await("the models are defined", TimeSpan.FromSeconds(20), DefineAsync);
            Load();
            Await("every trainer accepts", RecoveryBound, RecoverAsync);
            Await("every silo serves", RecoveryBound, ServeAsync);
            _world.Run(_world.Elapsed + SettleTime);
            Await("all is compared with a clean replay", RecoveryBound, JudgeAsync);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return new SimulationResult
        {
            Seed = _world.Seed,
            Failure = failure,
            Trace = _world.Trace,
            Simulated = _world.Elapsed,
            Events = _world.EventCount,
            Operations = _history.Operations,
            Calls = _history.Counts,
            Faults = _faults.Counts,
            Commits = _cluster.Oracle.Appends,
            Views = _cluster.MembershipOracle.Version,
            Declared = _cluster.MembershipOracle.Declared,
            Frames = _cluster.Network.Frames,
            JudgedPredictions = _predictions.Judged,
        };
    }

    private async Task DefineAsync()
    {
        foreach (var model in ModelPlan.All)
        {
            while ((await _gateway.WriteAsync(model, grains => grains.GetGrain<IModelGrain>(model.Key)
                .DefineAsync(model.Definition, DefineCondition.None, default))).Certainty != Certainty.Done)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _gateway.Process.Clock);
            }
        }
    }

    private void Load()
    {
        var running = 0;
        var faultsAreOver = false;
        foreach (var client in _clients)
        {
            running++;
            _gateway.Process.Start(async () =>
            {
                await client.RunAsync(() => faultsAreOver && _history.Operations >= FewestOperations);
                running--;
            });
        }

        _world.Director.Start(async () =>
        {
            await _faults.RunAsync();
            faultsAreOver = true;
        });
        if (!_world.Run(FaultsEnd + RecoveryBound + RecoveryBound, () => faultsAreOver && running == 0))
        {
            throw new ViolationException($"{running} of {Clients} clients still wait {RecoveryBound + RecoveryBound} after the last fault");
        }
    }

    private async Task RecoverAsync()
    {
        foreach (var model in ModelPlan.All)
        {
            while (!await _clients[0].TryObserveAsync(model))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), _gateway.Process.Clock);
            }
        }
    }

    private async Task ServeAsync()
    {
        // A silo without a lease may be declared dead for what was done to it before.
        while (!_cluster.Slots.All(slot => slot.Silo is { IsServing: true, IsLeaving: false } silo
            && silo.Membership.MayOwn
            && _cluster.Table.Read().Find(silo.Membership.Me!) is { Status: SiloStatus.Active }))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _gateway.Process.Clock);
        }
    }

    private async Task JudgeAsync()
    {
        foreach (var model in ModelPlan.All)
        {
            var table = _cluster.Database.Tables.Streams[model.Stream];
            var observations = table.Rows.Where(row => row.Corrects is null).Select(table.Current).ToArray();
            if (_history.Check(model, observations).FirstOrDefault() is { } broken)
            {
                throw new ViolationException(broken);
            }

            var replay = new Replay(model, table.Rows);
            await JudgeTrainerAsync(model, replay);
            foreach (var slot in _cluster.Slots)
            {
                await JudgeHeadAsync(model, replay, slot);
            }
        }
    }

    private async Task JudgeTrainerAsync(ModelPlan model, Replay replay)
    {
        var status = await _gateway.WriteAsync(model, grains => grains.GetGrain<ITrainerGrain>(model.Key).GetStatusAsync(withDigest: true, default));
        if (status.Value?.LearnerDigest != replay.Digest())
        {
            throw new ViolationException($"{model}: the trainer's learner is not what a clean replay of the stored rows gives ({status.Code})");
        }
    }

    private async Task JudgeHeadAsync(ModelPlan model, Replay replay, SiloSlot slot)
    {
        var rows = new RowDraws(new Draws(_world.Seed));
        for (var question = 0; question < 3; question++)
        {
            var features = rows.Features();
            var entity = rows.Entity(model);
            var request = new PredictRequest { Instances = [features], Top = 16, Entities = entity is null ? null : [entity] };
            var outcome = await _gateway.AskAsync(
                slot, TimeSpan.FromSeconds(5), grains => grains.GetGrain<ILiveHeadGrain>(model.Key).PredictAsync(request, default));
            if (outcome.Value is not { } answer)
            {
                throw new ViolationException($"{model}: the head on {slot.Name} does not answer in good weather: {outcome.Failure}");
            }

            ScoredLabel[] answered = [.. answer.Predictions[0].Select(scored => new ScoredLabel(scored.Value, scored.Probability))];
            if (!answered.SequenceEqual(replay.Predict(features, entity, 16)))
            {
                throw new ViolationException($"{model}: the settled head on {slot.Name} answers otherwise than a clean replay of the stored rows");
            }
        }
    }

    private void Await(string what, TimeSpan bound, Func<Task> work)
    {
        var isDone = false;
        var begun = _world.Elapsed;
        _gateway.Process.Start(async () =>
        {
            await work();
            isDone = true;
        });
        if (!_world.Run(_world.Elapsed + bound, () => isDone))
        {
            throw new ViolationException($"not within {bound.TotalSeconds} s: {what}");
        }

        _world.Write($"{what} after {(_world.Elapsed - begun).TotalSeconds:F3} s");
    }
}
