using Microsoft.Extensions.Logging;

namespace Berlin.Runtimes.Python;

/// <summary>What is logged of Python workers.</summary>
internal static partial class PythonLog
{
    [LoggerMessage(5201, LogLevel.Information, "Python workers can be started: {Environment}; kept in by {Walls}.")]
    public static partial void Ready(ILogger logger, string environment, string walls);

    [LoggerMessage(5202, LogLevel.Warning, "This machine keeps Python workers in less than it could; missing: {Missing}.")]
    public static partial void WallsMissing(ILogger logger, string missing);

    [LoggerMessage(5203, LogLevel.Warning, "The process that starts Python workers ended; its workers ended with it. Its last words: {LastWords}")]
    public static partial void NurseryEnded(ILogger logger, string lastWords);

    [LoggerMessage(5204, LogLevel.Warning, "The worker of {Version} is replaced in {Delay}: {Reason}.")]
    public static partial void WorkerLost(ILogger logger, string version, TimeSpan delay, string reason);

    [LoggerMessage(5205, LogLevel.Information, "The worker of {Version} is there again.")]
    public static partial void WorkerReplaced(ILogger logger, string version);

    [LoggerMessage(5206, LogLevel.Error, "The supervision of a worker of {Version} met a fault that Berlin does not expect; the worker is replaced.")]
    public static partial void Defect(ILogger logger, string version, Exception exception);
}
