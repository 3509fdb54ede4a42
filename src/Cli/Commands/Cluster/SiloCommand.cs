using System.CommandLine;
using Berlin.Cli.Hosting;
using Berlin.Silo;

namespace Berlin.Cli.Commands.Cluster;

/// <summary><c>berlin silo</c>: one silo of a cluster in this process, until SIGTERM.</summary>
internal static class SiloCommand
{
    public const string Name = "silo";

    public static Command Create(GlobalOptions global)
    {
        var name = Text("--name", "Name of the silo, its own in the cluster; it keeps it over its restarts.", "NAME");
        var data = Text("--data", "Folder of files that all silos share; made when it is missing.", "DIR", ServerOptions.DefaultDataFolder);
        var http = Text("--http", "IP address and port to listen on for gateways.", "ADDRESS:PORT");
        var cluster = Text("--cluster", "IP address and port to listen on for the other silos.", "ADDRESS:PORT");
        var advertiseHttp = Text("--advertise-http", "URL where gateways reach --http. [default: as it is]", "URL");
        var advertiseCluster = Text("--advertise-cluster", "Host and port where the other silos reach --cluster. [default: as it is]", "HOST:PORT");
        var shared = new ClusterOptions();
        var command = new Command(Name, "Run one silo of a cluster in this process until SIGTERM.")
        {
            name, data, http, cluster, advertiseHttp, advertiseCluster,
        };
        shared.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var faults = new List<string>();
            var secret = shared.ReadJoinSecret(parsed, faults);
            var options = new SiloOptions
            {
                Name = parsed.GetValue(name) ?? "",
                DataFolder = Path.GetFullPath(parsed.GetValue(data)!),
                JoinSecret = secret ?? ClusterOptions.NoSecret,
                HttpEndpoint = parsed.GetValue(http),
                Cluster = new SiloClusterOptions
                {
                    ConnectionString = shared.ReadDatabase(parsed, Console.Error),
                    Endpoint = parsed.GetValue(cluster) ?? "",
                    AdvertisedEndpoint = parsed.GetValue(advertiseCluster),
                    AdvertisedHttpUrl = parsed.GetValue(advertiseHttp),
                },
            };
            OptionFaults.Require([.. faults, .. SiloHost.FindFaults(options)], ClusterOptions.Names);
            return SiloProcess.RunAsync(options, new CommandContext(parsed, global).Output, cancellationToken);
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string helpName, string? byDefault = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        if (byDefault is not null)
        {
            option.DefaultValueFactory = _ => byDefault;
        }

        return option;
    }
}
