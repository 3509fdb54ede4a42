using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Silos;

namespace Berlin.Simulation.Tests.Network;

/// <summary>Requests of the gateway to a silo: there and back over a network that may be slow or cut, to a process that may be dead or asleep.</summary>
internal sealed class HttpHop(World world, SimulatedProcess gateway)
{
    private readonly Draws _draws = world.Draws.Fork();

    /// <summary>Asks the silo on a machine, and waits no longer than <paramref name="patience"/>.</summary>
    /// <exception cref="HopException">No answer.</exception>
    public Task<T> AskAsync<T>(SiloSlot slot, TimeSpan patience, Func<IGrainFactory, Task<T>> work)
    {
        var answer = new TaskCompletionSource<T>();
        gateway.Post(patience, _ => answer.TrySetException(new HopException($"{slot.Name} did not answer within {patience.TotalSeconds} s")));
        if (!slot.Gateway.IsCutThere)
        {
            world.Director.Post(Travel(), _ => Arrive(slot, work, answer));
        }

        return answer.Task;
    }

    private void Arrive<T>(SiloSlot slot, Func<IGrainFactory, Task<T>> work, TaskCompletionSource<T> answer)
    {
        if (slot.Silo is not { Process.IsDead: false, IsServing: true } silo)
        {
            SendBack(slot, () => answer.TrySetException(new HopException($"{slot.Name} refuses connections")));
            return;
        }

        var process = silo.Process;
        process.Died += Reset;
        process.Start(async () =>
        {
            var answered = work(silo.Grains);
            await ((Task)answered).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            process.Died -= Reset;
            SendBack(slot, () =>
            {
                if (answered.IsCompletedSuccessfully)
                {
                    answer.TrySetResult(answered.Result);
                }
                else
                {
                    answer.TrySetException(answered.Exception?.InnerException ?? new OperationCanceledException());
                }
            });
        });

        void Reset() => SendBack(slot, () => answer.TrySetException(new HopException($"{slot.Name} reset the connection")));
    }

    private void SendBack(SiloSlot slot, Action deliver)
    {
        if (!slot.Gateway.IsCutBack)
        {
            gateway.Post(Travel(), static state => ((Action)state!)(), deliver);
        }
    }

    private TimeSpan Travel() => _draws.Milliseconds(0.05, 0.5);
}
