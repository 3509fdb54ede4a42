using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Berlin.Cli.Commands;

/// <summary>Options of the commands that start a server, each made anew for its command.</summary>
internal static class ServerOptions
{
    /// <summary>Data folder when none is given.</summary>
    public const string DefaultDataFolder = "berlin-data";

    /// <summary>Port when none is given.</summary>
    public const int DefaultPort = 5080;

    /// <summary>Name of the file inside the data folder that holds the operator key.</summary>
    public const string OperatorKeyFileName = "operator.key";

    /// <summary>Makes <c>--port</c>.</summary>
    public static Option<int> Port()
    {
        return BoundedNumber.Option("--port", "Port to listen on; 0 lets the system choose.", "PORT", 0, IPEndPoint.MaxPort, DefaultPort);
    }

    /// <summary>Makes <c>--listen</c>.</summary>
    public static Option<IPAddress> Listen()
    {
        return new Option<IPAddress>("--listen")
        {
            Description = "Address to listen on.",
            HelpName = "ADDRESS",
            CustomParser = ParseAddress,
            DefaultValueFactory = _ => IPAddress.Loopback,
        };
    }

    private static IPAddress ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        result.AddError($"'{text}' is not an IP address; 0.0.0.0 listens on all.");
        return IPAddress.None;
    }
}
