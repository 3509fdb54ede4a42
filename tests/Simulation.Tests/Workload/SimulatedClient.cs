using Berlin.Grains;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Oracle;

namespace Berlin.Simulation.Tests.Workload;

/// <summary>
/// A user's program: observes, predicts, corrects, removes, asks for the status, one call after the other. Writes are repeated with the same
/// ids until their outcome is known, or given up.
/// </summary>
internal sealed class SimulatedClient(SimulatedGateway gateway, ClientHistory history, World world, int number)
{
    private const int MaxTries = 8;

    private readonly Draws _draws = world.Draws.Fork();
    private readonly RowDraws _rows = new(world.Draws.Fork());
    private readonly List<(ModelPlan Model, Observation Observation, bool IsCertain)> _stored = [];
    private int _idsMade;

    /// <summary>Makes calls until told to stop.</summary>
    public async Task RunAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            await Task.Delay(_draws.Milliseconds(0, 230), gateway.Process.Clock);
            await DoOneAsync(_draws.Pick(ModelPlan.All));
        }
    }

    /// <summary>Observes one more row of a model, once; whether it was acknowledged.</summary>
    public async Task<bool> TryObserveAsync(ModelPlan model) => await ObserveAsync(model, rows: 1, tries: 1);

    private async Task DoOneAsync(ModelPlan model)
    {
        switch (_draws.Below(20))
        {
            case < 9:
                await ObserveAsync(model, _draws.Between(1, 4), MaxTries);
                break;
            case < 16:
                await PredictAsync(model);
                break;
            case 16 or 17:
                await CorrectAsync();
                break;
            case 18 when _draws.Below(3) == 0:
                await RemoveAsync();
                break;
            default:
                await AskStatusAsync(model);
                break;
        }
    }

    private async Task<bool> ObserveAsync(ModelPlan model, int rows, int tries)
    {
        var batch = Enumerable.Range(0, rows).Select(index => _rows.Observation(model, index, $"c{number}-{++_idsMade}")).ToArray();
        foreach (var row in batch)
        {
            history.Sent(model, row.Id, row.Target);
        }

        for (var attempt = 1; attempt <= tries; attempt++)
        {
            var outcome = await gateway.WriteAsync(model, grains => grains.GetGrain<ITrainerGrain>(model.Key).ObserveAsync(batch, default));
            Note("observe", model, outcome, $"{batch[0].Id}+{rows}");
            if (outcome.Certainty == Certainty.Done)
            {
                Acknowledge(model, batch, outcome.Value!, isCertain: attempt == 1);
                return true;
            }

            await PauseAsync();
        }

        return false;
    }

    private void Acknowledge(ModelPlan model, Observation[] batch, ObserveResult result, bool isCertain)
    {
        if (result.Accepted + result.Duplicates != batch.Length)
        {
            throw new ViolationException($"{model}: of {batch.Length} good rows {result.Accepted} were accepted and {result.Duplicates} duplicates: {result.Rejected.FirstOrDefault()?.Error}");
        }

        foreach (var row in batch)
        {
            history.Acknowledged(model, row.Id);
            _stored.Add((model, row, isCertain));
        }
    }

    private async Task CorrectAsync()
    {
        if (_stored.Count == 0)
        {
            return;
        }

        var (model, observation, _) = _draws.Pick(_stored);
        var target = _rows.Target();
        history.CorrectionSent(model, observation.Id, target);
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            var outcome = await gateway.WriteAsync(
                model, grains => grains.GetGrain<ITrainerGrain>(model.Key).CorrectAsync(new Correction { Id = observation.Id, Target = target }, default));
            Note("correct", model, outcome, $"{observation.Id} to {target}");
            if (outcome.Certainty == Certainty.Done)
            {
                // What a lost attempt of an earlier correction may still do is not excluded, so only a lone first try is a promise.
                if (attempt == 1)
                {
                    history.Corrected(model, observation.Id, target);
                }

                return;
            }

            if (outcome.Certainty == Certainty.Refused)
            {
                return;
            }

            await PauseAsync();
        }
    }

    private async Task RemoveAsync()
    {
        if (_stored.Count == 0)
        {
            return;
        }

        var index = _draws.Below(_stored.Count);
        var (model, observation, isCertain) = _stored[index];
        _stored.RemoveAt(index);
        history.RemovalSent(model, observation.Id);
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            var outcome = await gateway.WriteAsync(
                model, grains => grains.GetGrain<ITrainerGrain>(model.Key).RemoveAsync(new Removal { Observation = observation.Id }, default));
            Note("remove", model, outcome, observation.Id);
            if (outcome.Certainty == Certainty.Done)
            {
                // A lost attempt of the observation itself may still be under way and store it anew.
                if (isCertain)
                {
                    history.Removed(model, observation.Id);
                }

                return;
            }

            await PauseAsync();
        }
    }

    private async Task PredictAsync(ModelPlan model)
    {
        var entity = _rows.Entity(model);
        var request = new PredictRequest { Instances = [_rows.Features()], Top = 3, Entities = model.HasEntities ? [entity] : null };

        // What an entity has of its own may have to be loaded first, so only answers of the model as a whole are owed in any weather.
        var outcome = await gateway.PredictAsync(model, isJudged: entity is null, grains => grains.GetGrain<ILiveHeadGrain>(model.Key).PredictAsync(request, default));
        Note("predict", model, outcome, "");
    }

    private async Task AskStatusAsync(ModelPlan model)
    {
        var outcome = await gateway.WriteAsync(model, grains => grains.GetGrain<ITrainerGrain>(model.Key).GetStatusAsync(withDigest: false, default));
        Note("status", model, outcome, "");
    }

    private Task PauseAsync() => Task.Delay(_draws.Milliseconds(20, 800), gateway.Process.Clock);

    private void Note<T>(string operation, ModelPlan model, Outcome<T> outcome, string detail)
    {
        history.Count(operation, outcome.Code);
        if (outcome.Code == ErrorCodes.ServerFault)
        {
            throw new ViolationException($"{operation} of {model} met a defect");
        }

        world.Write($"client {number}: {operation} {model} {detail} by {outcome.Slot?.Name}: {outcome.Code}");
    }
}
