using System.Globalization;
using Berlin.Chaos.Cluster;
using Berlin.Testing.Postgres;
using Npgsql;

namespace Berlin.Chaos.Network;

/// <summary>
/// Each silo and the gateway in a network namespace of its own, on one bridge with the database and the clients, so that packets between
/// any two of them can be dropped. Needs root, <c>ip</c> and <c>iptables</c>.
/// </summary>
internal sealed class NamespacePlaces : IClusterPlaces, IAsyncDisposable
{
    private const int FirstSiloHost = 11;
    private const int GatewayHost = 10;
    private const int DatabaseHost = 2;
    private const int ClientHost = 1;

    /// <summary>Third byte of the addresses: two runs on one machine take different ones.</summary>
    private static readonly int Subnet = Environment.ProcessId % 250;

    private readonly List<string> _namespaces = [];
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"bc{Environment.ProcessId}");

    private NamespacePlaces()
    {
    }

    public static string DatabaseAddress => Address(DatabaseHost);

    public IReadOnlyList<string> DatabaseSettings => ["listen_addresses=*"];

    public ProcessPlace Gateway => Place("g", GatewayHost);

    private string Bridge => $"{_prefix}br";

    /// <summary>Why there can be no namespaces here; null where there can.</summary>
    public static async Task<string?> MissingAsync()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "network namespaces need root on Linux";
        }

        var probe = string.Create(CultureInfo.InvariantCulture, $"bc{Environment.ProcessId}probe");
        var fault = await SystemCommand.TryRunAsync("ip", "netns", "add", probe);
        if (fault is null)
        {
            fault = await SystemCommand.TryRunAsync("ip", "netns", "exec", probe, "iptables", "-w", "-A", "INPUT", "-s", "10.0.0.1", "-j", "DROP");
            await SystemCommand.TryRunAsync("ip", "netns", "delete", probe);
        }

        return fault;
    }

    /// <summary>Makes the bridge and the namespaces.</summary>
    public static async Task<NamespacePlaces> CreateAsync(int silos)
    {
        var places = new NamespacePlaces();
        try
        {
            await SystemCommand.RunAsync("ip", "link", "add", places.Bridge, "type", "bridge");
            await SystemCommand.RunAsync("ip", "address", "add", $"{Address(ClientHost)}/24", "dev", places.Bridge);
            await SystemCommand.RunAsync("ip", "address", "add", $"{Address(DatabaseHost)}/24", "dev", places.Bridge);
            await SystemCommand.RunAsync("ip", "link", "set", places.Bridge, "up");
            await places.AddAsync("g", GatewayHost);
            for (var silo = 0; silo < silos; silo++)
            {
                await places.AddAsync(SiloSuffix(silo), FirstSiloHost + silo);
            }

            return places;
        }
        catch
        {
            await places.DisposeAsync();
            throw;
        }
    }

    public ProcessPlace Silo(int number) => Place(SiloSuffix(number), FirstSiloHost + number);

    public NpgsqlConnectionStringBuilder Database(NpgsqlConnectionStringBuilder server) => new(server.ConnectionString) { Host = DatabaseAddress };

    public async Task AdmitAsync(PostgresServer server)
    {
        await File.AppendAllTextAsync(Path.Combine(server.Folder, "data", "pg_hba.conf"), $"host all all {Address(0)}/24 scram-sha-256\n");
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_reload_conf()", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>From now on, what comes from an address to a place is treated by a rule of iptables (<c>-j DROP</c>).</summary>
    public static Task FilterAsync(ProcessPlace place, string fromAddress, params IReadOnlyList<string> rule) =>
        RunAsync(place, ["iptables", "-w", "-A", "INPUT", "-s", fromAddress, .. rule]);

    /// <summary>Everything gets through again.</summary>
    public static Task HealAsync(ProcessPlace place) => RunAsync(place, ["iptables", "-w", "-F", "INPUT"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _namespaces)
        {
            await SystemCommand.TryRunAsync("ip", "netns", "delete", name);
        }

        await SystemCommand.TryRunAsync("ip", "link", "delete", Bridge);
    }

    private static Task RunAsync(ProcessPlace place, IReadOnlyList<string> command)
    {
        string[] words = [.. place.Prefix, .. command];
        return SystemCommand.RunAsync(words[0], words[1..]);
    }

    private static string SiloSuffix(int number) => string.Create(CultureInfo.InvariantCulture, $"s{number + 1}");

    private static string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"10.213.{Subnet}.{host}");

    private ProcessPlace Place(string suffix, int host) => new(Address(host), ["ip", "netns", "exec", _prefix + suffix]);

    private async Task AddAsync(string suffix, int host)
    {
        var name = _prefix + suffix;
        await SystemCommand.RunAsync("ip", "netns", "add", name);
        _namespaces.Add(name);
        await SystemCommand.RunAsync("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        await SystemCommand.RunAsync("ip", "link", "set", name, "master", Bridge, "up");
        await SystemCommand.RunAsync("ip", "-n", name, "address", "add", $"{Address(host)}/24", "dev", "eth0");
        await SystemCommand.RunAsync("ip", "-n", name, "link", "set", "eth0", "up");
        await SystemCommand.RunAsync("ip", "-n", name, "link", "set", "lo", "up");
    }
}
