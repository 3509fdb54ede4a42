using System.CommandLine;

namespace Berlin.Cli.Commands;

/// <summary>Makes arguments that stand in paths of the API: whatever they hold is sent, but what no path can name.</summary>
internal static class PathArgument
{
    /// <summary>An argument of a command.</summary>
    public static Argument<string> Create(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" or "." or ".." } token])
            {
                result.AddError($"{name} is '{token.Value}', which names nothing on a server.");
            }
        });
        return argument;
    }
}
