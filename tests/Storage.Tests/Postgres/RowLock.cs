using Berlin.Storage.Streams;
using Npgsql;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>A connection that is none of Berlin's and keeps the row of a stream locked.</summary>
internal sealed class RowLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private RowLock(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<RowLock> TakeAsync(string connectionString, StreamKey stream, string applicationName = "psql")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = applicationName }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"SELECT 1 FROM stream WHERE tenant = '{stream.Tenant}' AND model = '{stream.Model}' FOR UPDATE", connection);
        Assert.NotNull(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        return new RowLock(connection, transaction);
    }

    /// <summary>Lets go of the row; fails where the server has ended the connection.</summary>
    public Task ReleaseAsync() => _transaction.CommitAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
