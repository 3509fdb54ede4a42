using System.Security.Cryptography;
using Berlin.Chaos.Processes;
using Berlin.Testing.Postgres;
using Npgsql;

namespace Berlin.Chaos.Cluster;

/// <summary>
/// A cluster of real processes: PostgreSQL, silos and a gateway, each on a port of its own, with the folder that they share. Everything
/// is gone with <see cref="DisposeAsync"/>, but for the logs of a run that failed.
/// </summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private const int JoinSecretSizeBytes = 32;

    private readonly DirectoryInfo _folder;

    private ClusterUnderTest(PostgresServer postgres, DirectoryInfo folder, ClusterShape shape)
    {
        Postgres = postgres;
        _folder = folder;
        Places = shape.Places;
        Directory.CreateDirectory(DataFolder);
        Database = shape.Places.Database(new NpgsqlConnectionStringBuilder(postgres.ConnectionString)).ConnectionString;
        File.WriteAllText(SecretFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(JoinSecretSizeBytes)));
        File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Silos = [.. Enumerable.Range(0, shape.Silos).Select(number => Silo(number, shape))];
        Gateway = GatewayOf(shape);
    }

    public PostgresServer Postgres { get; }

    public IReadOnlyList<ClusterNode> Silos { get; }

    public ClusterNode Gateway { get; }

    /// <summary>Where each process runs.</summary>
    public IClusterPlaces Places { get; }

    /// <summary>Blobs and job files, which the silos share.</summary>
    public string DataFolder => Path.Combine(_folder.FullName, "data");

    /// <summary>What holds the blobs where their room is bounded; else null.</summary>
    public SmallFileSystem? DataDisk { get; private set; }

    /// <summary>What holds the database where its room is bounded; else null.</summary>
    public SmallFileSystem? DatabaseDisk { get; private set; }

    /// <summary>One log of each process.</summary>
    public string LogFolder => _folder.FullName;

    /// <summary>Whether the logs stay when the cluster is disposed of.</summary>
    public bool KeepsLogs { get; set; }

    private string Database { get; }

    private string SecretFile => Path.Combine(_folder.FullName, "join-secret");

    /// <summary>Starts everything and returns when the gateway and each silo are ready.</summary>
    /// <exception cref="PostgresMissingException">There is no PostgreSQL on this machine.</exception>
    public static async Task<ClusterUnderTest> StartAsync(ClusterShape shape)
    {
        var postgres = await PostgresServer.CreateAsync([.. shape.Places.DatabaseSettings]);
        await shape.Places.AdmitAsync(postgres);
        var cluster = new ClusterUnderTest(postgres, Directory.CreateTempSubdirectory("berlin-cluster-"), shape);
        try
        {
            await cluster.MountAsync(shape);

            // The first silo makes the tables, so that the others do not wait for it in a row.
            cluster.Silos[0].Start();
            await cluster.Silos[0].WaitUntilReadyAsync();
            foreach (var silo in cluster.Silos.Skip(1))
            {
                silo.Start();
            }

            cluster.Gateway.Start();
            await cluster.WaitUntilReadyAsync();
            return cluster;
        }
        catch
        {
            cluster.KeepsLogs = true;
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<string> ReadOperatorKeyAsync() => (await File.ReadAllTextAsync(Path.Combine(DataFolder, "operator.key"))).Trim();

    /// <summary>Starts PostgreSQL after it was stopped or killed; returns when it takes connections.</summary>
    public Task StartPostgresAsync() => Postgres.StartAsync([.. Places.DatabaseSettings]);

    /// <summary>Whatever an interrupted fault left behind: everything runs again, nothing is frozen, and all silos are ready.</summary>
    public async Task MendAsync(CancellationToken cancellationToken = default)
    {
        foreach (var node in Silos.Append(Gateway).Where(node => node.IsRunning))
        {
            node.Process.Continue();
        }

        await StartPostgresAsync();
        await Postgres.ResumeAsync();
        StartMissingSilos();
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Number of a silo, from 0.</summary>
    public int NumberOf(ClusterNode silo) => Silos.Index().Single(pair => pair.Item == silo).Index;

    /// <summary>Starts each silo that has ended, as a supervisor would.</summary>
    public void StartMissingSilos()
    {
        foreach (var silo in Silos)
        {
            silo.StartIfMissing();
        }
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(Silos.Append(Gateway).Select(node => node.WaitUntilReadyAsync(cancellationToken)));

    /// <summary>The last lines of every process, for the reader of a failure.</summary>
    public string Tails() => string.Join(Environment.NewLine, Silos.Append(Gateway).Select(node => $"== {node.Name}{Environment.NewLine}{node.Log.Tail}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Silos.Append(Gateway))
        {
            node.Dispose();
        }

        await (DatabaseDisk?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Postgres.DisposeAsync();
        await (DataDisk?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (!KeepsLogs)
        {
            _folder.Delete(recursive: true);
        }
    }

    private async Task MountAsync(ClusterShape shape)
    {
        if (shape.DataBytes is { } dataBytes)
        {
            DataDisk = await SmallFileSystem.MountAsync(DataFolder, dataBytes);
        }

        if (shape.DatabaseBytes is { } databaseBytes)
        {
            await Postgres.StopAsync();
            DatabaseDisk = await SmallFileSystem.MountAsync(Path.Combine(Postgres.Folder, "data"), databaseBytes);
            await StartPostgresAsync();
        }
    }

    private ClusterNode Silo(int number, ClusterShape shape)
    {
        var place = shape.Places.Silo(number);
        var ports = FreePorts.Take(2);
        var command = BerlinCommand.With(
            "silo", "--name", $"silo-{number + 1}", "--data", DataFolder,
            "--http", $"{place.Address}:{ports[0]}", "--cluster", $"{place.Address}:{ports[1]}", "--join-secret-file", SecretFile);
        return new ClusterNode($"silo-{number + 1}", command.With(Variables(shape)).Under(place.Prefix), new Uri($"http://{place.Address}:{ports[0]}"), LogFolder);
    }

    private ClusterNode GatewayOf(ClusterShape shape)
    {
        var place = shape.Places.Gateway;
        var port = FreePorts.Take(1)[0];
        var command = BerlinCommand.With(
            "gateway", "--listen", place.Address, "--port", $"{port}", "--join-secret-file", SecretFile);
        return new ClusterNode("gateway", command.With(Variables(shape)).Under(place.Prefix), new Uri($"http://{place.Address}:{port}"), LogFolder);
    }

    private Dictionary<string, string> Variables(ClusterShape shape) => new(shape.Settings) { ["BERLIN_DATABASE"] = Database };
}
