using System.Net;
using System.Net.Sockets;
using Berlin.Cli.Commands;
using Berlin.Cli.Terminal;
using Berlin.Gateway;

namespace Berlin.Cli.Hosting;

/// <summary>The life of a process that is one gateway of a cluster.</summary>
internal static class GatewayProcess
{
    /// <summary>Starts the gateway and returns when it has stopped.</summary>
    /// <param name="options">What it is told; without a fault.</param>
    /// <param name="connectionString">Database of the cluster.</param>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="output">Told when the gateway takes calls.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    /// <exception cref="CommandFailedException">It cannot be started.</exception>
    public static async Task<int> RunAsync(
        GatewayOptions options, string connectionString, IPEndPoint endpoint, CommandOutput output, CancellationToken cancellationToken)
    {
        var port = new ListeningPort(endpoint, "--port", ExitCodes.Unavailable);
        port.RequireFree();
        try
        {
            await using var gateway = await ClusterGateway.StartAsync(options, connectionString, ServerLogging.Daemon, cancellationToken);
            Tell(output, gateway.Url);
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop before it had started.
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            if (port.Explain(exception) is { } failure)
            {
                throw failure;
            }

            throw;
        }

        return ExitCodes.Success;
    }

    private static void Tell(CommandOutput output, Uri url)
    {
        if (output.IsJson)
        {
            output.WriteJson(new GatewayAnswer(url.OriginalString), CliJson.Default.GatewayAnswer);
        }
        else
        {
            output.Line($"[bold green]gateway[/] serves at [bold]{Figures.Escape(url.OriginalString)}[/]");
        }
    }
}
