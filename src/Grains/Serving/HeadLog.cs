using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Serving;

internal static partial class HeadLog
{
    [LoggerMessage(2101, LogLevel.Debug, "Head {Tenant}/{Model} is loaded: sequence {Sequence}.")]
    public static partial void Opened(ILogger logger, string tenant, string model, long sequence);

    [LoggerMessage(2102, LogLevel.Warning, "Head {Tenant}/{Model} cannot reach the store and answers as of sequence {Sequence}.")]
    public static partial void Behind(ILogger logger, string tenant, string model, long sequence, Exception exception);

    [LoggerMessage(2103, LogLevel.Warning, "Stored state of an entity of {Tenant}/{Model} is not used: {Fault}")]
    public static partial void EntityStateRefused(ILogger logger, string tenant, string model, string fault);

    [LoggerMessage(2104, LogLevel.Warning, "State of an entity of {Tenant}/{Model} was not stored; its rows are read again when it is next asked.")]
    public static partial void EntityStateNotStored(ILogger logger, string tenant, string model, Exception exception);

    [LoggerMessage(2105, LogLevel.Warning, "An entity of {Tenant}/{Model} cannot reach the store and answers as of sequence {Sequence}.")]
    public static partial void EntityBehind(ILogger logger, string tenant, string model, long sequence, Exception exception);
}
