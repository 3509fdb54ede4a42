using System.CommandLine;
using System.Globalization;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin observation show</c>, <c>correct</c> and <c>delete</c>; <c>berlin subject delete</c>.</summary>
internal static class ObservationCommands
{
    public static Command Create(GlobalOptions global) => new("observation", "Look at an observation that is stored, correct it, delete it.")
    {
        CreateShow(global), CreateCorrect(global), CreateDelete(global),
    };

    /// <summary>The commands about subjects.</summary>
    public static Command CreateSubject(GlobalOptions global)
    {
        var model = ModelArgument();
        var subject = PathArgument.Create("SUBJECT", "The subject.");
        return new Command("subject", "Delete what is about a person or thing.")
        {
            RemovalCommand.Create(
                global,
                "delete",
                "Delete every observation that is about a subject, and what was learned of it.",
                [model, subject],
                parsed => $"delete everything about {parsed.GetValue(subject)} in the model {parsed.GetValue(model)}",
                (client, parsed, cancellationToken) => client.Stored.RemoveSubjectAsync(parsed.GetValue(model)!, parsed.GetValue(subject)!, cancellationToken)),
        };
    }

    private static Argument<string> ModelArgument() => PathArgument.Create("MODEL", "Name of the model.");

    private static Argument<string> IdArgument() => PathArgument.Create("ID", "The observation's id.");

    private static Command CreateShow(GlobalOptions global)
    {
        var (model, id) = (ModelArgument(), IdArgument());
        var command = new Command("show", "Show an observation as it is stored.") { model, id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var observation = await client.Stored.GetAsync(parsed.GetValue(model)!, parsed.GetValue(id)!, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(observation, CliJson.Default.StoredObservation);
            }
            else
            {
                Show(context.Output, observation);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateCorrect(GlobalOptions global)
    {
        var (model, id) = (ModelArgument(), IdArgument());
        var target = new Argument<string>("TARGET") { Description = "The class that is true." };
        var command = new Command("correct", "Correct the target of an observation; the model learns the correction.") { model, id, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var result = await client.Stored.CorrectAsync(parsed.GetValue(model)!, parsed.GetValue(id)!, parsed.GetValue(target)!, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(result, CliJson.Default.CorrectionResult);
            }
            else if (result.Target == result.PreviousTarget)
            {
                context.Output.Line($"{Figures.Escape(result.Id)} is {Figures.Escape(result.Target)} already");
            }
            else
            {
                context.Output.Line($"{Figures.Escape(result.Id)} is [bold]{Figures.Escape(result.Target)}[/] now [grey](was {Figures.Escape(result.PreviousTarget)})[/]");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateDelete(GlobalOptions global)
    {
        var (model, id) = (ModelArgument(), IdArgument());
        return RemovalCommand.Create(
            global,
            "delete",
            "Delete an observation, and what was learned of it.",
            [model, id],
            parsed => $"delete the observation {parsed.GetValue(id)} of the model {parsed.GetValue(model)}",
            (client, parsed, cancellationToken) => client.Stored.RemoveAsync(parsed.GetValue(model)!, parsed.GetValue(id)!, cancellationToken));
    }

    private static void Show(CommandOutput output, StoredObservation observation)
    {
        output.Line($"[bold]{Figures.Escape(observation.Id)}[/] [grey]number {Figures.Count(observation.Sequence)} of the stream[/]");
        var grid = new Grid().AddColumn(new GridColumn().PadLeft(2).PadRight(3).NoWrap()).AddColumn();
        grid.AddRow("at", Figures.Time(observation.At));
        foreach (var (field, value) in observation.Features)
        {
            grid.AddRow(Figures.Escape(field), Figures.Escape(Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "-"));
        }

        grid.AddRow("target", Figures.Escape(observation.Target));
        AddIfThere(grid, "observed as", observation.ObservedTarget);
        AddIfThere(grid, "entity", observation.Entity);
        AddIfThere(grid, "subject", observation.Subject);
        output.Console.Write(grid);
    }

    private static void AddIfThere(Grid grid, string name, string? value)
    {
        if (value is not null)
        {
            grid.AddRow(name, Figures.Escape(value));
        }
    }
}
