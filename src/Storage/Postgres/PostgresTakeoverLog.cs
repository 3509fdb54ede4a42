using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>Log messages of takeovers, event ids 4150-4159.</summary>
internal static partial class PostgresTakeoverLog
{
    [LoggerMessage(4150, LogLevel.Warning, "To take the stream of {Tenant}/{Model}, connection {Pid} of '{ApplicationName}' was ended: it held the stream's row for more than a second")]
    public static partial void BlockerEnded(ILogger logger, string tenant, string model, int pid, string applicationName);

    [LoggerMessage(4151, LogLevel.Warning, "Who holds the row of the stream of {Tenant}/{Model} could not be ended")]
    public static partial void BlockersNotEnded(ILogger logger, string tenant, string model, Exception exception);
}
