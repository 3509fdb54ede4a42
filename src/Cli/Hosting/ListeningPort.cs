using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Berlin.Cli.Hosting;

/// <summary>A port that a server of this process is to listen on, and what is said when it cannot.</summary>
/// <param name="Endpoint">Address and port; 0 lets the system choose.</param>
/// <param name="Option">The option of the command line that chooses it.</param>
/// <param name="ExitCode">Exit code of a command that cannot have it.</param>
internal sealed record ListeningPort(IPEndPoint Endpoint, string Option, int ExitCode)
{
    /// <summary>Looks before anything else is opened, so that the usual mistake costs nothing.</summary>
    /// <exception cref="CommandFailedException">It is taken, or not of this machine.</exception>
    public void RequireFree()
    {
        try
        {
            using var probe = new TcpListener(Endpoint);
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>What a server throws that could not listen, in a sentence; null where it threw for another reason.</summary>
    public CommandFailedException? Explain(Exception exception) => exception switch
    {
        SocketException socket => Failure(socket),
        IOException { InnerException: AddressInUseException } => Taken(),
        _ => null,
    };

    private CommandFailedException Failure(SocketException exception) => exception.SocketErrorCode == SocketError.AddressAlreadyInUse
        ? Taken()
        : new CommandFailedException(ExitCode, $"cannot listen on {Endpoint.Address}, port {Endpoint.Port}: {exception.Message}");

    private CommandFailedException Taken() => new(ExitCode, $"port {Endpoint.Port} on {Endpoint.Address} is taken; choose another with {Option}");
}
