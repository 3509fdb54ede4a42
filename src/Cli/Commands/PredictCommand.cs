using System.CommandLine;
using Berlin.Cli.Predicting;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin predict</c>: ranked answers for one line of features.</summary>
internal static class PredictCommand
{
    public static Command Create(GlobalOptions global)
    {
        var model = PathArgument.Create("MODEL", "Name of the model.");
        var features = new Argument<string[]>("FIELD=VALUE")
        {
            Description = "Features. A value takes the type that the model declares; FIELD:=JSON sets the type by hand.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = BoundedNumber.Option("--top", "How many answers.", "N", 1, 1000, 3);
        var entity = new Option<string?>("--entity") { Description = "Whose own model is asked, in a model with entities.", HelpName = "ENTITY" };
        var command = new Command("predict", "Ask a model for ranked answers.") { model, features, top, entity };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new CommandContext(parsed, global),
            parsed.GetValue(model)!,
            parsed.GetValue(features)!,
            parsed.GetValue(top),
            parsed.GetValue(entity),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string model, string[] assignments, int top, string? entity, CancellationToken cancellationToken)
    {
        var written = assignments.Select(FeatureAssignment.Parse).ToList();
        using var client = context.CreateClient();
        var types = await DeclaredTypesAsync(client, model, cancellationToken);
        var features = FeatureAssignment.ToFeatures(written, types);
        var result = await client.PredictAsync(model, features, top, entity, cancellationToken);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result, CliJson.Default.PredictResult);
        }
        else
        {
            Show(context.Output, result);
        }

        return ExitCodes.Success;
    }

    /// <summary>Types by field; null when the key may ask the model but not see its definition.</summary>
    private static async Task<IReadOnlyDictionary<string, string>?> DeclaredTypesAsync(
        BerlinClient client, string model, CancellationToken cancellationToken)
    {
        try
        {
            var description = await client.GetModelAsync(model, cancellationToken: cancellationToken);
            return description.Definition.Features.ToDictionary(feature => feature.Field, feature => feature.Type);
        }
        catch (BerlinApiException refusal) when (refusal.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private static void Show(CommandOutput output, PredictResult result)
    {
        output.Line($"[bold]{Figures.Escape(result.Model)}[/] [grey]after {Figures.Count(result.Observations)} observations[/]");
        if (result.Entity is { } entity)
        {
            output.Line($"  [grey]{Figures.Escape(entity.Name)} has {Figures.Count(entity.Observations)} of its own[/]");
        }

        if (result.Predictions.Count == 0)
        {
            output.Line("  no answer yet: the model has seen no observation");
            return;
        }

        var width = Math.Min(result.Predictions.Max(prediction => prediction.Value.Length), 36);
        foreach (var prediction in result.Predictions)
        {
            output.Line(
                $"  {Figures.Escape(Figures.Fit(prediction.Value, width))}  "
                + $"{Figures.Bar(prediction.Probability, "green", output.IsRich)} {Figures.Percent(prediction.Probability),7}");
        }
    }
}
