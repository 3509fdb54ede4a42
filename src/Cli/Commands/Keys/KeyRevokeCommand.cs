using System.CommandLine;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin key revoke</c>: ends a key.</summary>
internal static class KeyRevokeCommand
{
    public static Command Create(GlobalOptions global)
    {
        var id = PathArgument.Create("ID", "The id inside the key: bk_<ID>_...");
        var confirmation = new Confirmation();
        var command = new Command("revoke", "End a key; it is refused everywhere within five seconds.") { id };
        confirmation.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            var key = parsed.GetValue(id)!;
            using var client = context.CreateClient();
            confirmation.Require(parsed, $"revoke the key {key}");
            await client.Keys.RevokeAsync(key, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(new DeletedAnswer(key), CliJson.Default.DeletedAnswer);
            }
            else
            {
                context.Output.Line($"key [bold]{Terminal.Figures.Escape(key)}[/] is revoked");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
