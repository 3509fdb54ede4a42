using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>The pools of a process, made anew after each outage: calls that hang on connections of the old ones hold nobody up.</summary>
internal sealed class PostgresPools
{
    /// <summary>Enough for a takeover, for the one that it waits for, and for administration beside them.</summary>
    private const int ReservedConnections = 4;

    private readonly BoundedDataSource _ordinary;
    private readonly BoundedDataSource _reserved;

    public PostgresPools(PostgresConnectionStrings strings, int maxConnections)
    {
        _ordinary = Make(strings, maxConnections);
        _reserved = Make(strings, ReservedConnections);
    }

    public BoundedDataSource this[PostgresPool pool] => pool == PostgresPool.Reserved ? _reserved : _ordinary;

    /// <summary>Waits for the calls that run, and closes all connections.</summary>
    public async Task DrainAsync() => await Task.WhenAll(_ordinary.DrainAsync(), _reserved.DrainAsync()).ConfigureAwait(false);

    /// <summary>Closes what is free now, and the rest when it comes free.</summary>
    public async Task CloseAsync()
    {
        await _ordinary.DisposeAsync().ConfigureAwait(false);
        await _reserved.DisposeAsync().ConfigureAwait(false);
    }

    private static BoundedDataSource Make(PostgresConnectionStrings strings, int size)
    {
        var builder = new NpgsqlDataSourceBuilder(strings.OfPool(size));
        builder.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException("Connections are opened asynchronously."),
            PostgresServerCheck.RunAsync);
        return new BoundedDataSource(builder.Build(), size);
    }
}
