using Microsoft.Extensions.Logging.Console;

namespace Berlin.Cli.Hosting;

/// <summary>How a server in this process logs: one line each, on standard error.</summary>
internal static class ServerLogging
{
    /// <summary>Warnings and errors only, because a picture is being drawn.</summary>
    public static void Quiet(ILoggingBuilder logging) => Configure(logging, LogLevel.Warning, timestamps: null);

    /// <summary>The life of the server, for someone who looks on.</summary>
    public static void Attended(ILoggingBuilder logging) => Configure(logging, LogLevel.Information, timestamps: null);

    /// <summary>The life of one process of a cluster, with times (UTC) by which its log is laid beside others.</summary>
    public static void Daemon(ILoggingBuilder logging) => Configure(logging, LogLevel.Information, timestamps: "yyyy-MM-dd HH:mm:ss.fff'Z' ");

    private static void Configure(ILoggingBuilder logging, LogLevel least, string? timestamps)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = timestamps;
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(least);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // A host that cannot start throws too, and the command tells that in a sentence instead of a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
