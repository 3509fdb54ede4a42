using System.CommandLine;
using Berlin.Cli.Terminal;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin model delete</c>: deletes a model with everything of it.</summary>
internal static class ModelDeleteCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = PathArgument.Create("NAME", "Name of the model.");
        var confirmation = new Confirmation();
        var command = new Command("delete", "Delete a model with its observations and everything learned.") { name };
        confirmation.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            var model = parsed.GetValue(name)!;
            using var client = context.CreateClient();
            confirmation.Require(parsed, $"delete the model {model} with everything of it");
            await client.DeleteModelAsync(model, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(new DeletedAnswer(model), CliJson.Default.DeletedAnswer);
            }
            else
            {
                context.Output.Line($"model [bold]{Figures.Escape(model)}[/] is gone");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
