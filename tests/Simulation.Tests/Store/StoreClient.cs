using Berlin.Simulation.Tests.Kernel;
using Berlin.Storage;

namespace Berlin.Simulation.Tests.Store;

/// <summary>A silo's way to the database: opens connections, sends statements, waits for answers with bounded patience.</summary>
internal sealed class StoreClient(SimulatedDatabase database, SimulatedProcess silo, StoreLink link)
{
    /// <summary>How long a call waits in all. A take may have to wait for a blocker's end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1_500);

    private static readonly TimeSpan TakePatience = TimeSpan.FromSeconds(5);

    /// <summary>Statements that may be on their way at once; more are refused, as by a pool without a free connection.</summary>
    private const int MaxConnections = 32;

    private int _connections;

    public SimulatedProcess Silo => silo;

    public SimulatedDatabase Database => database;

    /// <summary>Runs one statement that reads.</summary>
    public Task<T> ReadAsync<T>(Func<Tables, T> query) => WithConnectionAsync(connection =>
        connection.ExecuteAsync(StoreStatement.Plain, _ => query(database.Tables)));

    /// <summary>Runs a transaction and commits it, unless <paramref name="work"/> throws.</summary>
    public Task<T> WriteAsync<T>(Func<StoreConnection, Task<T>> work, bool isTake = false) => WithConnectionAsync(
        async connection =>
        {
            var result = await work(connection);
            await connection.CommitAsync();
            return result;
        },
        isTake ? TakePatience : Patience);

    /// <summary>Lets time pass in the silo's process.</summary>
    public Task DelayAsync(TimeSpan delay)
    {
        var passed = new TaskCompletionSource();
        silo.Post(delay, static state => ((TaskCompletionSource)state!).TrySetResult(), passed);
        return passed.Task;
    }

    private Task<T> WithConnectionAsync<T>(Func<StoreConnection, Task<T>> work, TimeSpan? patience = null) => silo.RunAsync(async () =>
    {
        if (_connections >= MaxConnections)
        {
            throw new StoreUnavailableException($"All {MaxConnections} connections are in use.");
        }

        _connections++;
        var connection = new StoreConnection(database, silo, link, patience ?? Patience);
        try
        {
            return await work(connection);
        }
        finally
        {
            _connections--;
            connection.Close();
        }
    });
}
