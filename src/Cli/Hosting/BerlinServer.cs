namespace Berlin.Cli.Hosting;

/// <summary>Starts a gateway and a silo in this process.</summary>
internal static class BerlinServer
{
    /// <summary>Starts the server and returns when it takes calls.</summary>
    /// <exception cref="CommandFailedException">The port is taken or the data folder cannot be used.</exception>
    public static Task<RunningServer> StartAsync(UpOptions options, CancellationToken cancellationToken)
    {
        throw new CommandFailedException(ExitCodes.Defect, "this build carries no server");
    }
}
