using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin tenant create</c>: makes a tenant with the operator key and tells its first key.</summary>
internal static class TenantCreateCommand
{
    public static Command Create(GlobalOptions global)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the tenant: [a-z0-9][a-z0-9._-]{0,62}." };
        var keyFile = new Option<string?>("--operator-key-file")
        {
            Description = "File that holds the operator key. [env: BERLIN_OPERATOR_KEY holds the key itself] [default: operator.key in the data folder]",
            HelpName = "FILE",
        };
        var data = new Option<string>("--data")
        {
            Description = "Data folder of the server on this machine.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ServerOptions.DefaultDataFolder,
        };
        var command = new Command("create", "Make a tenant and tell its first key, this once.") { name, keyFile, data };
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            var operatorKey = OperatorKey.Find(parsed.GetValue(keyFile), context.GivenKey, parsed.GetValue(data)!);
            return RunAsync(context, operatorKey, parsed.GetValue(name)!, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string operatorKey, string name, CancellationToken cancellationToken)
    {
        using var client = new BerlinClient(context.Url, operatorKey);
        var tenant = await client.CreateTenantAsync(name, cancellationToken);
        var output = context.Output;
        if (output.IsJson)
        {
            output.WriteJson(tenant, CliJson.Default.CreatedTenant);
            return ExitCodes.Success;
        }

        output.Line($"tenant [bold]{Figures.Escape(tenant.Name)}[/] made; its key is told this once:");
        output.Line();
        output.Writer.WriteLine($"export BERLIN_KEY={tenant.Key}");
        return ExitCodes.Success;
    }
}
