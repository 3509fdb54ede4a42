using System.Collections.Immutable;
using Berlin.Actors.Clustering;
using Berlin.Grains;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Membership;
using Berlin.Simulation.Tests.Network;
using Berlin.Simulation.Tests.Oracle;
using Berlin.Simulation.Tests.Silos;

namespace Berlin.Simulation.Tests.Workload;

/// <summary>
/// Routes as the gateway does: to the first silo of the key's order in the view that it knows; after a failure once to the next one.
/// </summary>
internal sealed class SimulatedGateway(SimulatedCluster cluster, SimulatedProcess process, GatewayViews views, PredictionOracle predictions)
{
    private static readonly TimeSpan FirstPredictPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PredictPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(12);

    private readonly HttpHop _hop = new(cluster.World, process);

    public SimulatedProcess Process => process;

    /// <summary>Asks for what changes the stream.</summary>
    public Task<Outcome<T>> WriteAsync<T>(ModelPlan model, Func<IGrainFactory, Task<T>> work) => AskAsync(model, WritePatience, work);

    /// <summary>Asks for a prediction. Every try at a silo that must be able to answer is judged.</summary>
    public async Task<Outcome<T>> PredictAsync<T>(ModelPlan model, bool isJudged, Func<IGrainFactory, Task<T>> work)
    {
        var order = Order(model);
        var outcome = await PredictAsync(order, 0, order.Length > 1 ? FirstPredictPatience : PredictPatience);
        return outcome.Certainty == Certainty.Unknown && order.Length > 1 ? await PredictAsync(order, 1, PredictPatience) : outcome;

        async Task<Outcome<T>> PredictAsync(ImmutableArray<SiloMember> order, int index, TimeSpan patience)
        {
            if (order.IsEmpty)
            {
                return NoSilo<T>();
            }

            var slot = SlotOf(order[index]);
            var asked = slot.Silo;
            var judged = isJudged ? predictions.Begin(slot, model) : null;
            var outcome = await AskAsync(slot, patience, work);
            predictions.End(slot, asked, model, judged, outcome);
            return outcome;
        }
    }

    /// <summary>Asks one silo, once.</summary>
    public async Task<Outcome<T>> AskAsync<T>(SiloSlot slot, TimeSpan patience, Func<IGrainFactory, Task<T>> work)
    {
        try
        {
            return Outcome<T>.Of(await _hop.AskAsync(slot, patience, work), slot);
        }
        catch (BerlinException exception)
        {
            return Outcome<T>.Failed(exception.IsTransient ? Certainty.Unknown : Certainty.Refused, exception.Code, exception, slot);
        }
        catch (Exception exception) when (exception is HopException or OrleansException or TimeoutException or OperationCanceledException)
        {
            return Outcome<T>.Failed(Certainty.Unknown, exception.GetType().Name, exception, slot);
        }
    }

    private async Task<Outcome<T>> AskAsync<T>(ModelPlan model, TimeSpan patience, Func<IGrainFactory, Task<T>> work)
    {
        var order = Order(model);
        if (order.IsEmpty)
        {
            return NoSilo<T>();
        }

        var outcome = await AskAsync(SlotOf(order[0]), patience, work);
        return outcome.Certainty == Certainty.Unknown && order.Length > 1 ? await AskAsync(SlotOf(order[1]), patience, work) : outcome;
    }

    private static Outcome<T> NoSilo<T>() =>
        Outcome<T>.Failed(Certainty.Unknown, "no silo", new HopException("The gateway knows no active silo."), null);

    private ImmutableArray<SiloMember> Order(ModelPlan model) => views.Current.Order(model.Key);

    private SiloSlot SlotOf(SiloMember member) => cluster.Slots.First(slot => slot.Name == member.Name);
}
