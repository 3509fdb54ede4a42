using Berlin.Grains;
using Berlin.Grains.Training;

namespace Berlin.Silo.Http.Observations;

/// <summary>How trainers are called.</summary>
internal static class TrainerCalls
{
    /// <summary>
    /// Ownership of a stream moves while calls are under way. The caller that meets it is led to the new trainer by one repetition;
    /// ids make sure that nothing happens twice.
    /// </summary>
    public static async Task<T> AskAsync<T>(this ITrainerGrain trainer, Func<ITrainerGrain, Task<T>> call)
    {
        try
        {
            return await call(trainer);
        }
        catch (BerlinException moved) when (moved is { Code: ErrorCodes.TrainerMoved, IsTransient: true })
        {
            return await call(trainer);
        }
    }
}
