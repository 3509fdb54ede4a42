using System.Net.Sockets;
using Berlin.Actors.Clustering;
using Npgsql;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>
/// The one connection of a membership table, opened when it is needed and again after it broke. Everything on it is bounded: opening, each
/// statement, and how long it may sleep inside a transaction, where it would keep every other silo from changing the view.
/// </summary>
internal sealed class TableConnection : IDisposable
{
    private readonly string _connectionString;
    private readonly string _settings;
    private NpgsqlConnection? _connection;

    public TableConnection(string connectionString, string owner, TimeSpan callTimeout)
    {
        _connectionString = Bounded(connectionString, $"berlin {owner} membership", callTimeout);
        var milliseconds = (long)callTimeout.TotalMilliseconds;
        _settings = $"SET statement_timeout = {milliseconds}; SET idle_in_transaction_session_timeout = {milliseconds}";
    }

    /// <summary>The connection string of a connection of its own, with every wait bounded.</summary>
    public static string Bounded(string connectionString, string applicationName, TimeSpan callTimeout)
    {
        var seconds = (int)Math.Max(1, Math.Ceiling(callTimeout.TotalSeconds));
        return new NpgsqlConnectionStringBuilder(connectionString)
        {
            // PostgreSQL cuts names there.
            ApplicationName = applicationName.Length <= 63 ? applicationName : applicationName[..63],
            Pooling = false,
            Enlist = false,

            // A connection is made by a process of the server's that has to be started first.
            Timeout = 2 * seconds,
            CommandTimeout = seconds,
            CancellationTimeout = -1,
        }.ConnectionString;
    }

    /// <summary>Runs one statement or a few.</summary>
    /// <exception cref="MembershipTableException">The database is away, or refuses.</exception>
    public TResult Run<TResult>(Func<NpgsqlConnection, TResult> work) => Guard(() => work(Open()));

    /// <summary>Runs statements in one transaction.</summary>
    /// <exception cref="MembershipTableException">The database is away, or refuses; whether the transaction committed is unknown.</exception>
    public TResult RunInTransaction<TResult>(Func<NpgsqlConnection, TResult> work) => Guard(() =>
    {
        var connection = Open();
        using var transaction = connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
        var result = work(connection);
        transaction.Commit();
        return result;
    });

    public void Dispose() => Close();

    private NpgsqlConnection Open()
    {
        if (_connection is not null)
        {
            return _connection;
        }

        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Open();
            using var settings = new NpgsqlCommand(_settings, connection);
            settings.ExecuteNonQuery();
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return _connection = connection;
    }

    private TResult Guard<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or SocketException or TimeoutException)
        {
            // Whatever it was, the next call begins on a fresh connection.
            Close();
            throw new MembershipTableException("The database of the membership table did not answer as it should.", exception);
        }
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
