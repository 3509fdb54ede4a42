using System.Net;
using System.Net.Sockets;
using Berlin.Cli.Commands;
using Berlin.Cli.Terminal;
using Berlin.Silo;
using Berlin.Storage;

namespace Berlin.Cli.Hosting;

/// <summary>The life of a process that is one silo of a cluster.</summary>
internal static class SiloProcess
{
    /// <summary>A silo that has not left by then is ended as if it had crashed: nothing acknowledged is lost by it.</summary>
    private static readonly TimeSpan LeaveBound = TimeSpan.FromSeconds(30);

    /// <summary>Starts the silo and returns when it has left its cluster.</summary>
    /// <param name="options">What it is told; without a fault.</param>
    /// <param name="output">Told when the silo takes calls.</param>
    /// <param name="cancellationToken">Asks it to leave.</param>
    /// <exception cref="CommandFailedException">It cannot be started, was declared dead, or did not leave in time.</exception>
    public static async Task<int> RunAsync(SiloOptions options, CommandOutput output, CancellationToken cancellationToken)
    {
        SiloHost silo;
        try
        {
            silo = await StartAsync(options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }

        Tell(output, options, silo);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silo.DeclaredDead);
        await Task.Delay(Timeout.Infinite, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (silo.DeclaredDead.IsCancellationRequested)
        {
            Die(options);
        }

        using var dying = silo.DeclaredDead.Register(() => Die(options));
        await LeaveAsync(options, silo);
        return ExitCodes.Success;
    }

    private static async Task<SiloHost> StartAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        ListeningPort[] ports =
        [
            new(IPEndPoint.Parse(options.HttpEndpoint!), "--http", ExitCodes.Unavailable),
            new(IPEndPoint.Parse(options.Cluster!.Endpoint), "--cluster", ExitCodes.Unavailable),
        ];
        foreach (var port in ports)
        {
            port.RequireFree();
        }

        try
        {
            return await SiloHost.StartAsync(options, ServerLogging.Daemon, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or DatabaseRefusedException or DataFolderException or IOException or SocketException)
        {
            throw new CommandFailedException(ExitCodes.Unavailable, exception.Message);
        }
    }

    private static void Tell(CommandOutput output, SiloOptions options, SiloHost silo)
    {
        if (output.IsJson)
        {
            output.WriteJson(new SiloAnswer(options.Name, silo.Generation, silo.Url!.OriginalString, options.Cluster!.Endpoint), CliJson.Default.SiloAnswer);
            return;
        }

        output.Line($"[bold green]{Figures.Escape(options.Name)}[/] serves gateways at [bold]{Figures.Escape(silo.Url!.OriginalString)}[/], other silos at {Figures.Escape(options.Cluster!.Endpoint)}");
        if (silo.NewOperatorKey is not null)
        {
            output.Line($"  made the operator key: {Figures.Escape(Path.Combine(options.DataFolder, ServerOptions.OperatorKeyFileName))}");
        }
    }

    private static async Task LeaveAsync(SiloOptions options, SiloHost silo)
    {
        try
        {
            await silo.DisposeAsync().AsTask().WaitAsync(LeaveBound);
        }
        catch (TimeoutException)
        {
            throw new CommandFailedException(
                ExitCodes.Unavailable, $"{options.Name} did not leave within {LeaveBound.TotalSeconds:0} s; what it had acknowledged is stored, the rest is taken over as after a crash");
        }
    }

    /// <summary>At once, whatever else runs: what this silo owned is another's.</summary>
    private static void Die(SiloOptions options)
    {
        Console.Error.WriteLine($"berlin: the cluster has declared {options.Name} dead; start it again");
        Environment.Exit(ExitCodes.DeclaredDead);
    }
}
