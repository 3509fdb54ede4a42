using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli;

/// <summary>What a running command has at hand: its output, the address and the key.</summary>
internal sealed class CommandContext
{
    private readonly Uri? _givenUrl;
    private readonly string? _givenKey;

    /// <summary>Reads the global options of a parsed command line.</summary>
    public CommandContext(ParseResult parsed, GlobalOptions global)
    {
        _givenUrl = parsed.GetValue(global.Url);
        _givenKey = parsed.GetValue(global.Key);
        Output = CommandOutput.Open(parsed.GetValue(global.Json));
    }

    /// <summary>Where results go.</summary>
    public CommandOutput Output { get; }

    /// <summary>The address given by the option alone; null when it was not given.</summary>
    public Uri? GivenUrl => _givenUrl;

    /// <summary>The key given by the option alone; null when it was not given.</summary>
    public string? GivenKey => _givenKey;

    /// <summary>Address of the server: option, environment, default.</summary>
    public Uri Url => _givenUrl ?? UrlOfEnvironment() ?? new Uri(GlobalOptions.DefaultUrl);

    /// <summary>Makes a client with the tenant's key: option, then environment.</summary>
    public BerlinClient CreateClient(BerlinClientOptions? options = null)
    {
        var key = _givenKey ?? Variable("BERLIN_KEY")
            ?? throw CommandFailedException.Usage("no API key: pass --key or set BERLIN_KEY (berlin tenant create tells the key of a new tenant)");
        return new BerlinClient(Url, key, options);
    }

    /// <summary>Reads a variable of the environment; an empty one counts as absent.</summary>
    public static string? Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    private static Uri? UrlOfEnvironment()
    {
        return Variable("BERLIN_URL") is not { } text
            ? null
            : GlobalOptions.ReadUrl(text)
                ?? throw CommandFailedException.Usage($"BERLIN_URL is '{text}', which is not an address such as {GlobalOptions.DefaultUrl}");
    }
}
