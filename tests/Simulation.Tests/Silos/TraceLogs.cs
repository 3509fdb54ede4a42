using Berlin.Simulation.Tests.Kernel;
using Microsoft.Extensions.Logging;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>Puts what a silo logs into the trace: warnings and worse, with the exception's first line.</summary>
internal sealed class TraceLogs(SimulatedProcess process) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && !process.IsDead)
        {
            var cause = exception is null ? "" : $" [{exception.GetType().Name}: {exception.Message}]";
            process.World.Write($"{process} logs: {formatter(state, exception)}{cause}");
        }
    }

    public void Dispose()
    {
    }
}
