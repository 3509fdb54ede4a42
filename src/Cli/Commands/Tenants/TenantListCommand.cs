using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin tenant list</c>: every tenant of the server.</summary>
internal static class TenantListCommand
{
    public static Command Create(GlobalOptions global)
    {
        var asOperator = new OperatorOptions();
        var command = new Command("list", "List the tenants.");
        asOperator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = asOperator.CreateClient(parsed, context);
            var tenants = await ReadAllAsync(client, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(new TenantListAnswer(tenants), CliJson.Default.TenantListAnswer);
            }
            else
            {
                Show(context.Output, tenants);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<List<TenantReport>> ReadAllAsync(BerlinClient client, CancellationToken cancellationToken)
    {
        var tenants = new List<TenantReport>();
        string? after = null;
        do
        {
            var page = await client.Tenants.ListAsync(after, Lists.PageRows, cancellationToken);
            tenants.AddRange(page.Tenants);
            after = page.Next;
        }
        while (after is not null);
        return tenants;
    }

    private static void Show(CommandOutput output, List<TenantReport> tenants)
    {
        if (tenants.Count == 0)
        {
            output.Line("no tenants yet; berlin tenant create NAME makes one");
            return;
        }

        var table = Lists.Table(output, ["tenant", "made"], ["models"]);
        foreach (var tenant in tenants)
        {
            table.AddRow(Figures.Escape(tenant.Name), Figures.Time(tenant.CreatedAt), Figures.Count(tenant.Models));
        }

        output.Console.Write(table);
    }
}
