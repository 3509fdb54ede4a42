using Berlin.Client;

namespace Berlin.Cli;

/// <summary>Turns what ended a command into an exit code and text on standard error, never a stack trace.</summary>
internal static class FailureReport
{
    /// <summary>Writes the text for a fault and returns the exit code.</summary>
    public static int Tell(TextWriter error, Exception fault, bool interrupted)
    {
        var (exitCode, text) = fault switch
        {
            OperationCanceledException when interrupted => (ExitCodes.Interrupted, "interrupted"),
            CommandFailedException failed => (failed.ExitCode, failed.Message),
            BerlinApiException refusal => (ExitCodes.Refused, $"{refusal.Message} ({refusal.Code})"),
            BerlinUnreachableException unreachable => (ExitCodes.Unreachable, unreachable.Message),
            UnauthorizedAccessException or IOException => (ExitCodes.Usage, fault.Message),
            _ => (ExitCodes.Defect, $"unexpected {fault.GetType().Name}: {fault.Message}"),
        };
        error.WriteLine($"berlin: {text}");
        return exitCode;
    }
}
