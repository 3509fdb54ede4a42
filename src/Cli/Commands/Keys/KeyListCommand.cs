using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin key list</c>: the tenant's keys without their secrets.</summary>
internal static class KeyListCommand
{
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("list", "List the tenant's keys, those revoked or expired included.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            var list = await client.Keys.ListAsync(cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(list, CliJson.Default.KeyList);
            }
            else
            {
                Show(context.Output, list.Keys);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(CommandOutput output, IReadOnlyList<KeyReport> keys)
    {
        var table = Lists.Table(output, ["id", "scopes", "label", "made", "ends"], []);
        foreach (var key in keys)
        {
            table.AddRow(key.Id, string.Join(' ', key.Scopes), Figures.Escape(key.Label ?? "-"), Figures.Time(key.CreatedAt), End(key));
        }

        output.Console.Write(table);
    }

    private static string End(KeyReport key) =>
        key.RevokedAt is { } revoked ? $"revoked {Figures.Time(revoked)}"
        : key.ExpiresAt is { } expires ? Figures.Time(expires)
        : "-";
}
