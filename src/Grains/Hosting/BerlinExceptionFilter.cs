using Berlin.Grains.Training;
using Berlin.Storage;
using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Hosting;

/// <summary>Lets only <see cref="BerlinException"/> cross a grain call: operating errors are translated, defects are logged and hidden.</summary>
internal sealed partial class BerlinExceptionFilter(ILogger<BerlinExceptionFilter> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or AppendNotStoredException)
        {
            StoreAway(logger, context.MethodName, exception);
            throw new BerlinException(
                ErrorCodes.StoreUnavailable, "The store does not answer; nothing was acknowledged. Repeat the call.", isTransient: true);
        }
        catch (Exception exception) when (exception is OrleansMessageRejectionException or TimeoutException)
        {
            // A grain that this one asked lives on a silo that went away, or is on its way to another.
            GrainAway(logger, context.MethodName, exception);
            throw new BerlinException(
                ErrorCodes.SiloUnavailable, "A silo that the answer needs is away, and the outcome is unknown; repeat the call.", isTransient: true);
        }
        catch (Exception exception) when (exception is not (BerlinException or OperationCanceledException) && IsOurs(context))
        {
            Defect(logger, context.MethodName, exception);
            throw new BerlinException(ErrorCodes.ServerFault, "Berlin has a defect; its log holds the details.");
        }
    }

    private static bool IsOurs(IIncomingGrainCallContext context) =>
        context.Grain.GetType().Assembly == typeof(BerlinExceptionFilter).Assembly;

    // One of these for each call of an outage, whose beginning and end the store itself tells.
    [LoggerMessage(2101, LogLevel.Debug, "Call {Method} failed because the store is away.")]
    private static partial void StoreAway(ILogger logger, string method, Exception exception);

    [LoggerMessage(2103, LogLevel.Debug, "Call {Method} failed because another grain cannot be reached.")]
    private static partial void GrainAway(ILogger logger, string method, Exception exception);

    [LoggerMessage(2102, LogLevel.Error, "Call {Method} failed unexpectedly.")]
    private static partial void Defect(ILogger logger, string method, Exception exception);
}
