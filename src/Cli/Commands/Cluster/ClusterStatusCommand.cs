using System.CommandLine;
using System.Globalization;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands.Cluster;

/// <summary><c>berlin cluster status</c>: the silos, and what each of them holds.</summary>
internal static class ClusterStatusCommand
{
    /// <summary>Stands where a silo did not answer.</summary>
    private const string Unknown = "-";

    public static Command Create(GlobalOptions global)
    {
        var asOperator = new OperatorOptions();
        var command = new Command("status", "Show the silos of the cluster. Needs the operator key.");
        asOperator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = asOperator.CreateClient(parsed, context);
            var cluster = await client.GetClusterAsync(cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(cluster, CliJson.Default.ClusterReport);
            }
            else
            {
                Show(context.Output, cluster);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(CommandOutput output, ClusterReport cluster)
    {
        output.Line($"view {cluster.ViewVersion.ToString(CultureInfo.InvariantCulture)}, {Figures.Count(cluster.Silos.Count)} silos");
        var table = Lists.Table(
            output, ["silo", "status", "since", "version", "http", "cluster"], ["generation", "view", "trainers", "heads", "grains", "moves", "up s", "lease s"]);
        foreach (var silo in cluster.Silos)
        {
            table.AddRow([.. Texts(silo), .. Numbers(silo)]);
        }

        output.Console.Write(table);
        foreach (var silo in cluster.Silos.Where(silo => silo.Report is null))
        {
            output.Line($"[yellow]{Figures.Escape(silo.Name)} did not answer within a second[/]");
        }
    }

    private static string[] Texts(ClusterSilo silo) =>
    [
        Figures.Escape(silo.Name),
        Figures.Escape(silo.Status),
        silo.Since is { } since ? Figures.Time(since) : Unknown,
        Figures.Escape(silo.Version ?? Unknown),
        Figures.Escape(silo.HttpUrl ?? Unknown),
        Figures.Escape(silo.Endpoint ?? Unknown),
    ];

    private static string[] Numbers(ClusterSilo silo) =>
    [
        silo.Generation.ToString(CultureInfo.InvariantCulture),
        Number(silo.Report?.ViewVersion),
        Number(silo.Report?.Trainers),
        Number(silo.Report?.Heads),
        Number(silo.Report?.Activations),
        Number(silo.Report?.Moves),
        silo.Report is { } report ? Figures.Count((long)report.UptimeSeconds) : Unknown,
        silo.Report?.LeaseAgeSeconds is { } age ? age.ToString("0.0", CultureInfo.InvariantCulture) : Unknown,
    ];

    private static string Number(long? value) => value is { } known ? Figures.Count(known) : Unknown;
}
