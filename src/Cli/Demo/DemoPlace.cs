using System.Net;
using Berlin.Cli.Commands;
using Berlin.Cli.Hosting;
using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>Where the demo runs: a server of its own on a temporary or given folder, or a server that runs already.</summary>
internal sealed class DemoPlace : IAsyncDisposable
{
    /// <summary>Name of the tenant that the demo makes.</summary>
    public const string TenantName = "birmingham";

    private const string KeyFileName = "demo.key";

    private readonly RunningServer? _server;
    private readonly string? _folder;

    private DemoPlace(Uri url, string key, RunningServer? server, string? folder, bool isTemporary)
    {
        Url = url;
        Key = key;
        _server = server;
        _folder = folder;
        IsTemporary = isTemporary;
    }

    /// <summary>Where the server answers.</summary>
    public Uri Url { get; }

    /// <summary>Key of the demo's tenant.</summary>
    public string Key { get; }

    /// <summary>Whether the data folder goes away at the end.</summary>
    public bool IsTemporary { get; }

    /// <summary>Whether the server ends with the demo.</summary>
    public bool IsHost => _server is not null;

    /// <summary>Starts the server, or finds the running one, and obtains the tenant's key.</summary>
    public static async Task<DemoPlace> OpenAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        if (options.Url is { } url)
        {
            var key = options.Key ?? await MakeTenantAsync(
                url, OperatorKey.Find(null, null, options.DataFolder ?? ServerOptions.DefaultDataFolder), "pass its key with --key", cancellationToken);
            return new DemoPlace(url, key, null, null, isTemporary: false);
        }

        var folder = options.DataFolder ?? Directory.CreateTempSubdirectory("berlin-demo-").FullName;
        var isTemporary = options.DataFolder is null;
        RunningServer? server = null;
        try
        {
            var up = new UpOptions(folder, IPAddress.Loopback, options.Port, IsQuiet: true);
            server = await BerlinServer.StartAsync(up, cancellationToken);
            var key = await FindOrMakeKeyAsync(server, folder, cancellationToken);
            return new DemoPlace(server.Url, key, server, folder, isTemporary);
        }
        catch
        {
            await CloseAsync(server, isTemporary ? folder : null);
            throw;
        }
    }

    /// <summary>Serves until the server is asked to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken)
    {
        return _server?.WaitForShutdownAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => new(CloseAsync(_server, IsTemporary ? _folder : null));

    private static async Task CloseAsync(RunningServer? server, string? folderToDelete)
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        if (folderToDelete is not null)
        {
            Directory.Delete(folderToDelete, recursive: true);
        }
    }

    /// <summary>A folder that was used before holds the tenant already, and its key beside it.</summary>
    private static async Task<string> FindOrMakeKeyAsync(RunningServer server, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, KeyFileName);
        if (File.Exists(path))
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }

        var advice = $"{path}, where the demo keeps its key, is missing: use another --data";
        var key = await MakeTenantAsync(server.Url, OperatorKey.Read(server.OperatorKeyFile), advice, cancellationToken);
        var onlyOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            onlyOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, onlyOwner);
        await writer.WriteLineAsync(key);
        return key;
    }

    private static async Task<string> MakeTenantAsync(Uri url, string operatorKey, string advice, CancellationToken cancellationToken)
    {
        using var client = new BerlinClient(url, operatorKey, new BerlinClientOptions { WaitForServer = true });
        await client.GetReadinessAsync(cancellationToken);
        try
        {
            return (await client.Tenants.CreateAsync(TenantName, cancellationToken)).Key;
        }
        catch (BerlinApiException refusal) when (refusal.Status == HttpStatusCode.Conflict)
        {
            throw new CommandFailedException(ExitCodes.Refused, $"the tenant '{TenantName}' exists already; {advice}");
        }
    }
}
