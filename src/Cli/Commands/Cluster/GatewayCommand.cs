using System.CommandLine;
using System.Net;
using Berlin.Cli.Hosting;
using Berlin.Gateway;

namespace Berlin.Cli.Commands.Cluster;

/// <summary><c>berlin gateway</c>: one gateway of a cluster in this process, until SIGTERM.</summary>
internal static class GatewayCommand
{
    public const string Name = "gateway";

    public static Command Create(GlobalOptions global)
    {
        var listen = new Option<string>("--listen") { Description = "IP address to listen on.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<string>("--port") { Description = "Port to listen on.", HelpName = "PORT", DefaultValueFactory = _ => $"{ServerOptions.DefaultPort}" };
        var shared = new ClusterOptions();
        var command = new Command(Name, "Run one gateway of a cluster in this process until SIGTERM.") { listen, port };
        shared.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var faults = new List<string>();
            var secret = shared.ReadJoinSecret(parsed, faults);
            var endpoint = ReadEndpoint(parsed.GetValue(listen)!, parsed.GetValue(port)!, faults);
            var options = new GatewayOptions
            {
                Address = $"http://{endpoint}",
                JoinSecret = secret ?? ClusterOptions.NoSecret,
            };
            var database = shared.ReadDatabase(parsed, Console.Error);
            OptionFaults.Require([.. faults, .. ClusterGateway.FindFaults(options, database)], ClusterOptions.Names);
            return GatewayProcess.RunAsync(options, database, endpoint, new CommandContext(parsed, global).Output, cancellationToken);
        });
        return command;
    }

    private static IPEndPoint ReadEndpoint(string listen, string port, List<string> faults)
    {
        if (!IPAddress.TryParse(listen, out var address))
        {
            faults.Add($"--listen is '{listen}'; it must be an IP address, and 0.0.0.0 listens on all.");
        }

        if (!ushort.TryParse(port, out var number))
        {
            faults.Add($"--port is '{port}'; it must be between 0 and {IPEndPoint.MaxPort}.");
        }

        return new IPEndPoint(address ?? IPAddress.Loopback, number);
    }
}
