using System.Globalization;
using Npgsql;

namespace Berlin.Storage.Postgres;

/// <summary>How a process uses the PostgreSQL database and the folder that all silos share. <see cref="Validate"/> names every fault.</summary>
public sealed class PostgresStorageOptions
{
    private const int MinConnections = 4;
    private const int MaxMaxConnections = 1_000;

    private static readonly TimeSpan MinStatementTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxStatementTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Where the database is, as Npgsql writes it: <c>Host=...;Database=...;Username=...;Password=...</c>. Timeouts and bounds of pools in it are not heeded.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Folder of blobs and job files: one that all silos share.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Connections that calls of this process use at once; default 20, 4-1,000. A few more are for takeovers and for watching the server.</summary>
    public int MaxConnections { get; init; } = 20;

    /// <summary>How long the server works on one statement before it gives up; default 10 s, 1 s-10 min. That the server is away is noticed within a second, however long this is.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with these options, one sentence per fault; empty where nothing is.</summary>
    public IReadOnlyList<string> Validate() => [.. FindFaults()];

    private IEnumerable<string> FindFaults()
    {
        if (FindConnectionFault() is { } fault)
        {
            yield return fault;
        }

        if (string.IsNullOrWhiteSpace(DataFolder))
        {
            yield return $"{nameof(DataFolder)} is empty; it names the folder that all silos share.";
        }

        if (MaxConnections is < MinConnections or > MaxMaxConnections)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxConnections)} is {MaxConnections}; it is {MinConnections}-{MaxMaxConnections}.");
        }

        if (StatementTimeout < MinStatementTimeout || StatementTimeout > MaxStatementTimeout)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(StatementTimeout)} is {StatementTimeout}; it is {MinStatementTimeout}-{MaxStatementTimeout}.");
        }
    }

    // The text of the fault holds no part of the string: it may be a password.
    private string? FindConnectionFault()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            return $"{nameof(ConnectionString)} is empty; it looks like Host=...;Database=...;Username=...;Password=...";
        }

        try
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database)
                ? $"{nameof(ConnectionString)} names no {(string.IsNullOrEmpty(parts.Host) ? "Host" : "Database")}."
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return $"{nameof(ConnectionString)} is malformed; it looks like Host=...;Database=...;Username=...;Password=...";
        }
    }
}
