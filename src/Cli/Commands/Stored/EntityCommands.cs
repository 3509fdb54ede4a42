using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin entity list</c>, <c>show</c> and <c>delete</c>.</summary>
internal static class EntityCommands
{
    public static Command Create(GlobalOptions global) => new("entity", "Look at those who have models of their own within a model.")
    {
        CreateList(global), CreateShow(global), CreateDelete(global),
    };

    private static Argument<string> ModelArgument() => PathArgument.Create("MODEL", "Name of the model.");

    private static Argument<string> EntityArgument() => PathArgument.Create("ENTITY", "The entity.");

    private static Command CreateList(GlobalOptions global)
    {
        var model = ModelArgument();
        var limit = BoundedNumber.Option("--limit", "Most entities that are listed.", "N", 1, int.MaxValue, Lists.PageRows);
        var command = new Command("list", "List the entities of a model.") { model, limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var page = await ReadAsync(client, parsed.GetValue(model)!, parsed.GetValue(limit), cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(page, CliJson.Default.EntityPage);
            }
            else
            {
                ShowList(context.Output, page);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateShow(GlobalOptions global)
    {
        var (model, entity) = (ModelArgument(), EntityArgument());
        var command = new Command("show", "Show an entity and what is learned of it.") { model, entity };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var report = await client.Entities.GetAsync(parsed.GetValue(model)!, parsed.GetValue(entity)!, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(report, CliJson.Default.EntityReport);
            }
            else
            {
                ShowOne(context.Output, report);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateDelete(GlobalOptions global)
    {
        var (model, entity) = (ModelArgument(), EntityArgument());
        return RemovalCommand.Create(
            global,
            "delete",
            "Delete the observations of an entity, and what was learned of them.",
            [model, entity],
            parsed => $"delete everything of the entity {parsed.GetValue(entity)} in the model {parsed.GetValue(model)}",
            (client, parsed, cancellationToken) => client.Entities.RemoveAsync(parsed.GetValue(model)!, parsed.GetValue(entity)!, cancellationToken));
    }

    private static async Task<EntityPage> ReadAsync(BerlinClient client, string model, int limit, CancellationToken cancellationToken)
    {
        var entities = new List<EntityReport>();
        string? after = null;
        do
        {
            var page = await client.Entities.ListAsync(model, after, Math.Min(limit - entities.Count, Lists.PageRows), cancellationToken);
            entities.AddRange(page.Entities);
            after = page.Next;
        }
        while (after is not null && entities.Count < limit);
        return new EntityPage(entities, after);
    }

    private static void ShowList(CommandOutput output, EntityPage page)
    {
        if (page.Entities.Count == 0)
        {
            output.Line("no entities yet; observations name theirs by the member entity");
            return;
        }

        var table = Lists.Table(output, ["entity", "last"], ["observations"]);
        foreach (var entity in page.Entities)
        {
            table.AddRow(Figures.Escape(entity.Entity), Figures.Time(entity.LastAt), Figures.Count(entity.Observations));
        }

        output.Console.Write(table);
        if (page.Next is not null)
        {
            output.Line("[grey]and more: --limit N lists them[/]");
        }
    }

    private static void ShowOne(CommandOutput output, EntityReport entity)
    {
        output.Line($"[bold]{Figures.Escape(entity.Entity)}[/]");
        var grid = new Grid().AddColumn(new GridColumn().PadLeft(2).PadRight(3).NoWrap()).AddColumn();
        grid.AddRow("observations", Figures.Count(entity.Observations));
        grid.AddRow("last", Figures.Time(entity.LastAt));
        if (entity.Classes is { } classes)
        {
            grid.AddRow("classes", Figures.Count(classes));
            grid.AddRow("counts", Figures.Count(entity.Cells ?? 0));
            grid.AddRow("memory", Figures.Count(entity.MemoryBytes ?? 0) + " bytes");
        }

        output.Console.Write(grid);
    }
}
