using System.CommandLine;
using System.Globalization;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin model show</c>: definition, progress and accuracy of one model.</summary>
internal static class ModelShowCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = PathArgument.Create("NAME", "Name of the model.");
        var digest = new Option<bool>("--digest") { Description = "Show the digest of the learner's bytes too." };
        var command = new Command("show", "Show a model: definition, progress, accuracy.") { name, digest };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var model = await client.GetModelAsync(parsed.GetValue(name)!, parsed.GetValue(digest), cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(model, CliJson.Default.ModelDescription);
            }
            else
            {
                Show(context.Output, model);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(CommandOutput output, ModelDescription model)
    {
        output.Line($"[bold]{Figures.Escape(model.Name)}[/] [grey]({Figures.Escape(model.Kind)}, {Figures.Escape(model.Definition.Learner.Type)})[/]");
        var grid = new Grid().AddColumn(new GridColumn().PadLeft(2).PadRight(3).NoWrap()).AddColumn();
        foreach (var feature in model.Definition.Features)
        {
            grid.AddRow("field", Figures.Escape(Describe(feature)));
        }

        grid.AddRow("target", Figures.Escape(model.Definition.Target));
        if (model.Definition.Entities == true)
        {
            grid.AddRow("entities", "each has a model of its own");
        }

        if (model.Definition.Retention is { } retention)
        {
            grid.AddRow("kept", Describe(retention));
        }

        grid.AddRow("rows", Figures.Count(model.Rows));
        grid.AddRow("classes", Figures.Count(model.Classes));
        grid.AddRow("columns", Figures.Count(model.Columns));
        grid.AddRow("accuracy, all", Describe(model.Metrics.Overall));
        grid.AddRow("accuracy, recent", Describe(model.Metrics.Window));
        grid.AddRow("checkpoint", Describe(model.Checkpoint));
        if (model.LearnerDigest is { } digest)
        {
            grid.AddRow("digest", Figures.Escape(digest));
        }

        output.Console.Write(grid);
    }

    private static string Describe(FeatureDefinition feature)
    {
        var words = feature.Ngrams is [var smallest, var largest] ? $", {smallest} to {largest} words" : string.Empty;
        var characters = feature.CharacterNgrams is [var shortest, var longest] ? $", {shortest} to {longest} characters" : string.Empty;
        return $"{feature.Field} ({feature.Type}{words}{characters})";
    }

    private static string Describe(RetentionDefinition retention)
    {
        var bounds = new List<string>();
        if (retention.MaxObservations is { } observations)
        {
            bounds.Add($"the last {Figures.Count(observations)} observations");
        }

        if (retention.MaxAgeDays is { } days)
        {
            bounds.Add($"the last {Figures.Count(days)} days");
        }

        return string.Join(", ", bounds);
    }

    private static string Describe(MetricValues metrics)
    {
        return metrics.Count == 0
            ? "no observation yet"
            : $"@1 {Figures.Percent(metrics.Accuracy1)}, @3 {Figures.Percent(metrics.Accuracy3)}, log loss "
                + metrics.LogLoss.ToString("0.000", CultureInfo.InvariantCulture)
                + $", calibration error {Figures.Percent(metrics.CalibrationError)}"
                + $" over {Figures.Count(metrics.Count)}";
    }

    private static string Describe(CheckpointDescription? checkpoint)
    {
        return checkpoint is null
            ? "none yet"
            : $"at {Figures.Count(checkpoint.Sequence)}, {Figures.Count(checkpoint.SizeBytes)} bytes, "
                + Figures.Time(checkpoint.At);
    }
}
