using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Clustering;
using Berlin.Testing.Postgres;
using Npgsql;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class PostgresMembershipTableTests : MembershipTableConformance
{
    private PostgresServer _server = null!;
    private string _database = null!;

    public override async ValueTask InitializeAsync()
    {
        try
        {
            _server = await SharedPostgres.GetAsync();
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
        }

        _database = await _server.CreateDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
        {
            await _server.DropDatabaseAsync(_database);
        }
    }

    [Fact]
    public void Join_IntoTheDatabaseOfAnotherCluster_IsRefused()
    {
        using var table = Open();
        table.Join(Describe("silo-1"));
        using var other = new PostgresMembershipTable(_database, "other", "test", Options);
        var refusal = Assert.Throws<OrleansConfigurationException>(() => other.Join(Describe("silo-2")));
        Assert.Equal("The database holds cluster 'berlin', and the option ClusterId is 'other': give the right database or cluster id.", refusal.Message);
        Assert.Throws<OrleansConfigurationException>(() => other.Read());
        Assert.Equal(1, table.Read().Version);
    }

    [Fact]
    public void Join_IntoTablesOfANewerRelease_IsRefused()
    {
        using var table = Open();
        table.Join(Describe("silo-1"));
        Execute("UPDATE berlin_cluster.cluster_view SET schema_version = 99");
        Assert.Contains("99", Assert.Throws<OrleansConfigurationException>(() => table.Join(Describe("silo-2"))).Message, StringComparison.Ordinal);
    }

    /// <summary>The clocks of a silo and of the server are a day apart, either way: only the server's counts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Lease_IsMeasuredByTheServersClock_HoweverWrongTheSilosIs(int days)
    {
        // Found before the server's own function of this name.
        var database = new NpgsqlConnectionStringBuilder(_database).Database;
        Execute($"""
            CREATE SCHEMA wrong;
            CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.clock_timestamp() + interval ''{days} days''';
            ALTER DATABASE "{database}" SET search_path = wrong, pg_catalog, public;
            """);
        using var table = Open();
        var first = table.Join(Describe("silo-1")).Identity;
        var second = table.Join(Describe("silo-2")).Identity;

        Assert.True(table.Renew(first).IsAlive);
        Assert.Empty(table.DeclareDead(second));

        Pass(1.5 * Options.LeaseDuration);
        Assert.True(table.Renew(second).IsAlive);
        Assert.Equal([first], table.DeclareDead(second));
    }

    [Fact]
    public void ChangeOfTheView_WhileAnotherSleepsInsideIts_GetsTheLockOfTheSleeper()
    {
        using var table = Open();
        var silo = table.Join(Describe("silo-1")).Identity;
        using var asleep = new TableConnection(_database, "asleep", TimeSpan.FromSeconds(1));
        Assert.Throws<MembershipTableException>(() => asleep.RunInTransaction(connection =>
        {
            using (var command = new NpgsqlCommand("SELECT FROM berlin_cluster.cluster_view FOR UPDATE", connection))
            {
                command.ExecuteNonQuery();
            }

            // A renewal needs no lock; a change of the view waits until the sleeper has lost its connection.
            Assert.True(table.Renew(silo).IsAlive);
            Assert.Equal(SiloStatus.Active, table.Activate(silo).View.Find(silo)!.Status);
            return connection.State;
        }));
    }

    [Fact]
    public async Task ViewListener_HearsEachChange()
    {
        using var table = Open();
        var silo = table.Join(Describe("silo-1")).Identity;
        var heard = System.Threading.Channels.Channel.CreateUnbounded<long>();
        await using var listener = new ViewListener(
            _database, "test", Options, TimeProvider.System, version => heard.Writer.TryWrite(version), Microsoft.Extensions.Logging.Abstractions.NullLogger<ViewListener>.Instance);
        listener.Start();
        await ListensAsync();

        table.Activate(silo);
        table.BeginLeaving(silo);
        table.Leave(silo);

        foreach (var version in new[] { 2L, 3, 4 })
        {
            Assert.Equal(version, await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    private protected override IMembershipTable Open() => new PostgresMembershipTable(_database, "berlin", "test", Options);

    // The table's clock is the server's, which nobody can move; moving the leases the other way is the same.
    private protected override void Pass(TimeSpan span) =>
        Execute($"UPDATE berlin_cluster.silo SET lease_until = lease_until - interval '{span.TotalMilliseconds} milliseconds'");

    private async Task ListensAsync()
    {
        await using var connection = new NpgsqlConnection(_server.SuperuserConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'berlin test views' AND query LIKE 'LISTEN%' AND state = 'idle'", connection);
        while (await command.ExecuteScalarAsync() is 0L)
        {
            await Task.Yield();
        }
    }

    private void Execute(string statement)
    {
        using var connection = new NpgsqlConnection(_database);
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
        NpgsqlConnection.ClearPool(connection);
    }
}
