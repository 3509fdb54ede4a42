using System.CommandLine;
using Berlin.Cli.Terminal;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin tenant delete</c>: deletes a tenant with everything of it.</summary>
internal static class TenantDeleteCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = PathArgument.Create("NAME", "Name of the tenant.");
        var asOperator = new OperatorOptions();
        var confirmation = new Confirmation();
        var command = new Command("delete", "Delete a tenant with its keys, models, observations and everything learned.") { name };
        asOperator.AddTo(command);
        confirmation.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            var tenant = parsed.GetValue(name)!;
            using var client = asOperator.CreateClient(parsed, context);
            confirmation.Require(parsed, $"delete the tenant {tenant} with everything of it");
            await client.Tenants.DeleteAsync(tenant, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(new DeletedAnswer(tenant), CliJson.Default.DeletedAnswer);
            }
            else
            {
                context.Output.Line($"tenant [bold]{Figures.Escape(tenant)}[/] is gone");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
