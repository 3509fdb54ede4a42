namespace Berlin.Cli;

/// <summary>Ends a command with an exit code and one clear text.</summary>
internal sealed class CommandFailedException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A fault of the command line or of a file that it names.</summary>
    public static CommandFailedException Usage(string message) => new(ExitCodes.Usage, message);
}
