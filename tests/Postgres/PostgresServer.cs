using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Berlin.Testing.Postgres;

/// <summary>
/// A real PostgreSQL server of a test's own, in a temporary folder on a free port of 127.0.0.1. Everything that keeps data safe is on,
/// as it is in production. It is gone when it is disposed of, and also when the process of the tests ends, however it ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Log, and some databases of 8 MB each at a time, of several test processes.</summary>
    private const long MinMemoryBytes = 4L * 1024 * 1024 * 1024;

    private readonly Process _guard;
    private readonly SemaphoreSlim _creating = new(1);
    private int _databases;

    private PostgresServer(string folder, Process guard, string connectionString)
    {
        Folder = folder;
        _guard = guard;
        ConnectionString = connectionString;
    }

    /// <summary>Where its files are: <c>data/</c>, <c>log</c>.</summary>
    public string Folder { get; }

    /// <summary>Of the database <c>berlin</c>, as a role that may create databases and is no superuser. Stays the same over stops and starts.</summary>
    public string ConnectionString { get; }

    /// <summary>Of the database <c>postgres</c>, as the superuser: for what an operator could do to the server.</summary>
    public string SuperuserConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString) { Username = "postgres", Database = "postgres" }.ConnectionString;

    /// <summary>Creates a server on disk and starts it: about a second.</summary>
    /// <param name="settings">Settings of the server, such as <c>fsync=off</c>.</param>
    /// <exception cref="PostgresMissingException">There is no PostgreSQL on this machine.</exception>
    public static Task<PostgresServer> CreateAsync(params string[] settings) => CreateInAsync(Path.GetTempPath(), settings);

    /// <summary>
    /// As <see cref="CreateAsync"/>, with its files in memory where the machine has room there: hundreds of small databases come and
    /// go without waiting for the disk. What a killed server finds when it starts again is the same.
    /// </summary>
    public static Task<PostgresServer> CreateInMemoryAsync(params string[] settings) =>
        CreateInAsync(Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= MinMemoryBytes ? Memory : Path.GetTempPath(), settings);

    /// <summary>Starts it after a stop or a kill, on the same port; returns when it takes connections.</summary>
    public Task StartAsync(params string[] settings) => PostgresScript.RunAsync(["start", Folder, .. settings]);

    /// <summary>Stops it in order: connections are ended, everything is written.</summary>
    public Task StopAsync() => PostgresScript.RunAsync("stop", Folder, "fast");

    /// <summary>Stops it without a checkpoint; the next start recovers from the log.</summary>
    public Task StopImmediatelyAsync() => PostgresScript.RunAsync("stop", Folder, "immediate");

    /// <summary>kill -9 of all its processes.</summary>
    public Task KillAsync() => PostgresScript.RunAsync("kill", Folder);

    /// <summary>SIGSTOP of all its processes: connections stay open and nobody answers.</summary>
    public Task PauseAsync() => PostgresScript.RunAsync("pause", Folder);

    /// <summary>SIGCONT after <see cref="PauseAsync"/>.</summary>
    public Task ResumeAsync() => PostgresScript.RunAsync("resume", Folder);

    /// <summary>Creates an empty database, or a copy of <paramref name="template"/> to which nobody is connected.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await _creating.WaitAsync();
        try
        {
            await ExecuteAsync(ConnectionString, template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}");
        }
        finally
        {
            _creating.Release();
        }

        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Removes a database and ends whoever is connected to it, the server's own workers included.</summary>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync(SuperuserConnectionString, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Kills the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_guard);
        _creating.Dispose();
    }

    private static async Task<PostgresServer> CreateInAsync(string root, string[] settings)
    {
        await PostgresScript.RunAsync("install");
        var folder = Path.Combine(root, $"berlin-postgres-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        var guard = PostgresScript.StartGuard(folder);
        try
        {
            var connectionString = await PostgresScript.RunAsync(["start", folder, .. settings]);
            return new PostgresServer(folder, guard, connectionString);
        }
        catch
        {
            await EndAsync(guard);
            throw;
        }
    }

    private static async Task EndAsync(Process guard)
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
