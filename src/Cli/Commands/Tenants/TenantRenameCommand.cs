using System.CommandLine;
using Berlin.Cli.Terminal;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin tenant rename</c>: gives a tenant another name.</summary>
internal static class TenantRenameCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = PathArgument.Create("NAME", "Name of the tenant.");
        var newName = new Argument<string>("NEW-NAME") { Description = "Its name from now on: [a-z0-9][a-z0-9._-]{0,62}." };
        var asOperator = new OperatorOptions();
        var command = new Command("rename", "Give a tenant another name; its keys stay valid and its models go on.") { name, newName };
        asOperator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = asOperator.CreateClient(parsed, context);
            var renamed = await client.Tenants.RenameAsync(parsed.GetValue(name)!, parsed.GetValue(newName)!, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(renamed, CliJson.Default.RenamedTenant);
            }
            else
            {
                context.Output.Line($"the tenant's name is [bold]{Figures.Escape(renamed.Name)}[/] now");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
