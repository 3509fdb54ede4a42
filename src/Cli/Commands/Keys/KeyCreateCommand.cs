using System.CommandLine;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin key create</c>: another key of the caller's tenant, or with the operator key of any tenant.</summary>
internal sealed class KeyCreateCommand
{
    private readonly Option<string[]> _scopes = new("--scope")
    {
        Description = "What the key may do: predict, observe, manage; may be repeated.",
        HelpName = "SCOPE",
        Required = true,
    };

    private readonly Option<string?> _label = new("--label") { Description = "What it is for.", HelpName = "TEXT" };

    private readonly Option<int?> _days = BoundedNumber.Option("--days", "Days after which it ends; never, unless told.", "N", 1, 3650);

    private readonly Option<string?> _tenant = new("--tenant")
    {
        Description = "Tenant whose key it is; needs the operator key, for a tenant that has lost its keys.",
        HelpName = "NAME",
    };

    private readonly OperatorOptions _asOperator = new();

    public static Command Create(GlobalOptions global)
    {
        var self = new KeyCreateCommand();
        self._scopes.AcceptOnlyFromAmong("predict", "observe", "manage");
        var command = new Command("create", "Make another key and tell it, this once.") { self._scopes, self._label, self._days, self._tenant };
        self._asOperator.AddTo(command);
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, new CommandContext(parsed, global), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var request = new KeyRequest
        {
            Scopes = [.. parsed.GetValue(_scopes)!.Distinct()],
            Label = parsed.GetValue(_label),
            ExpiresAt = parsed.GetValue(_days) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null,
        };
        if (parsed.GetValue(_tenant) is { } tenant)
        {
            using var client = _asOperator.CreateClient(parsed, context);
            NewKey.Tell(context.Output, await client.Tenants.IssueKeyAsync(tenant, request, cancellationToken));
        }
        else
        {
            using var client = context.CreateClient();
            NewKey.Tell(context.Output, await client.Keys.IssueAsync(request, cancellationToken));
        }

        return ExitCodes.Success;
    }
}
