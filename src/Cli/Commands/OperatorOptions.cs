using System.CommandLine;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary>Where commands of the operator find their key. Each command has its own.</summary>
internal sealed class OperatorOptions
{
    private readonly Option<string?> _keyFile = new("--operator-key-file")
    {
        Description = "File that holds the operator key. [env: BERLIN_OPERATOR_KEY holds the key itself] [default: operator.key in the data folder]",
        HelpName = "FILE",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data folder of the server on this machine.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ServerOptions.DefaultDataFolder,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_keyFile);
        command.Options.Add(_data);
    }

    /// <summary>Makes a client with the operator key.</summary>
    public BerlinClient CreateClient(ParseResult parsed, CommandContext context) =>
        new(context.Url, OperatorKey.Find(parsed.GetValue(_keyFile), context.GivenKey, parsed.GetValue(_data)!));
}
