using System.CommandLine;

namespace Berlin.Cli.Commands;

/// <summary>Asks before what cannot be undone. Each command has its own.</summary>
internal sealed class Confirmation
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_yes);

    /// <summary>Returns where it may be done; a script must have said so.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="deed">What is about to be done, for example <c>delete the model m with everything of it</c>.</param>
    /// <exception cref="CommandFailedException">It may not.</exception>
    public void Require(ParseResult parsed, string deed)
    {
        if (parsed.GetValue(_yes))
        {
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw CommandFailedException.Usage($"nobody is there to be asked whether to {deed}; pass --yes");
        }

        Console.Error.Write($"Really {deed}? It cannot be undone. [y/N] ");
        if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw CommandFailedException.Usage("nothing was done");
        }
    }
}
