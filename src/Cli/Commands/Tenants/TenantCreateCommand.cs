using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin tenant create</c>: makes a tenant with the operator key and tells its first key.</summary>
internal static class TenantCreateCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = PathArgument.Create("NAME", "Name of the tenant: [a-z0-9][a-z0-9._-]{0,62}.");
        var asOperator = new OperatorOptions();
        var command = new Command("create", "Make a tenant and tell its first key, this once.") { name };
        asOperator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = asOperator.CreateClient(parsed, context);
            Tell(context.Output, await client.Tenants.CreateAsync(parsed.GetValue(name)!, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Tell(CommandOutput output, CreatedTenant tenant)
    {
        if (output.IsJson)
        {
            output.WriteJson(tenant, CliJson.Default.CreatedTenant);
            return;
        }

        output.Line($"tenant [bold]{Figures.Escape(tenant.Name)}[/] made; its key is told this once:");
        output.Line();
        output.Writer.WriteLine($"export BERLIN_KEY={tenant.Key}");
    }
}
