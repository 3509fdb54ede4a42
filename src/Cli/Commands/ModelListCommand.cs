using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin model list</c>: the tenant's models.</summary>
internal static class ModelListCommand
{
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("list", "List the tenant's models.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var models = await ReadAllAsync(client, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(new ModelListAnswer(models), CliJson.Default.ModelListAnswer);
            }
            else
            {
                Show(context.Output, models);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<List<ModelDescription>> ReadAllAsync(BerlinClient client, CancellationToken cancellationToken)
    {
        var models = new List<ModelDescription>();
        string? after = null;
        do
        {
            var page = await client.ListModelsAsync(after, cancellationToken: cancellationToken);
            models.AddRange(page.Models);
            after = page.Next;
        }
        while (after is not null);
        return models;
    }

    private static void Show(CommandOutput output, List<ModelDescription> models)
    {
        if (models.Count == 0)
        {
            output.Line("no models yet; berlin model create NAME makes one");
            return;
        }

        var table = Lists.Table(output, ["model"], ["rows", "classes", "accuracy@1", "accuracy@3"]);
        foreach (var model in models)
        {
            var overall = model.Metrics.Overall;
            table.AddRow(
                Figures.Escape(model.Name),
                Figures.Count(model.Rows),
                Figures.Count(model.Classes),
                overall.Count == 0 ? "-" : Figures.Percent(overall.Accuracy1),
                overall.Count == 0 ? "-" : Figures.Percent(overall.Accuracy3));
        }

        output.Console.Write(table);
    }
}
