using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary>Tells a new key, once.</summary>
internal static class NewKey
{
    public static void Tell(CommandOutput output, IssuedKey key)
    {
        if (output.IsJson)
        {
            output.WriteJson(key, CliJson.Default.IssuedKey);
            return;
        }

        output.Line($"key [bold]{key.Id}[/] ({string.Join(' ', key.Scopes)}) made; it is told this once:");
        output.Line();
        output.Writer.WriteLine($"export BERLIN_KEY={key.Key}");
    }
}
