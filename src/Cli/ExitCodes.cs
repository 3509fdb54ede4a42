namespace Berlin.Cli;

/// <summary>Exit codes of the command; docs/reference/cli.md tells them to users.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for is done.</summary>
    public const int Success = 0;

    /// <summary>The server refused; its text is on standard error.</summary>
    public const int Refused = 1;

    /// <summary>The command line, a file that it names, or a port that it asks for cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>No server answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>Done in part: some rows were rejected, the others are stored.</summary>
    public const int Partial = 4;

    /// <summary>A silo or gateway was given options that cannot be; starting it again as it is does not help.</summary>
    public const int WrongOptions = 64;

    /// <summary>A silo or gateway lacks something that may come back: the database, a port.</summary>
    public const int Unavailable = 69;

    /// <summary>A defect of the command itself.</summary>
    public const int Defect = 70;

    /// <summary>The cluster has declared the silo dead; it is to be started again, and is another then.</summary>
    public const int DeclaredDead = 70;

    /// <summary>Ended by Ctrl-C or a request to terminate.</summary>
    public const int Interrupted = 130;
}
