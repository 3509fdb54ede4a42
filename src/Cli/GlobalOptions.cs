using System.CommandLine;
using System.CommandLine.Parsing;

namespace Berlin.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Where a server started with the defaults is found.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Machine-readable output.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON document on standard output and nothing else there.",
        Recursive = true,
    };

    /// <summary>Address of the server.</summary>
    public Option<Uri?> Url { get; } = new("--url")
    {
        Description = $"Address of the server. [env: BERLIN_URL] [default: {DefaultUrl}]",
        HelpName = "URL",
        Recursive = true,
        CustomParser = ParseUrl,
    };

    /// <summary>API key of a tenant.</summary>
    public Option<string?> Key { get; } = new("--key")
    {
        Description = "API key. [env: BERLIN_KEY]",
        HelpName = "KEY",
        Recursive = true,
    };

    /// <summary>Adds the options to the root command, and so to all.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Json);
        root.Options.Add(Url);
        root.Options.Add(Key);
    }

    /// <summary>Reads an address that a server can have; null for anything else.</summary>
    public static Uri? ReadUrl(string text)
    {
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : null;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var url = ReadUrl(text);
        if (url is null)
        {
            result.AddError($"'{text}' is not an address such as {DefaultUrl}.");
        }

        return url;
    }
}
