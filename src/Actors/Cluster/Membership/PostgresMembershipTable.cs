using System.Collections.Immutable;
using System.Text.Json;
using Berlin.Actors.Clustering;
using Npgsql;
using NpgsqlTypes;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>
/// The membership table in PostgreSQL, whose <c>clock_timestamp()</c> alone measures leases. Whoever changes the view holds the lock of its one
/// row while he does; a renewal touches only the silo's own row and waits for nobody.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="clusterId">The cluster that it must hold.</param>
/// <param name="owner">Who asks, for people who look at the server.</param>
/// <param name="options">How long leases are, and how long the database may take.</param>
internal sealed class PostgresMembershipTable(string connectionString, string clusterId, string owner, MembershipOptions options) : IMembershipTable
{
    private const string LockView = "SELECT schema_version, cluster_id FROM berlin_cluster.cluster_view FOR UPDATE";

    private const string RaiseVersion = """
        UPDATE berlin_cluster.cluster_view SET version = version + 1
        RETURNING pg_notify('berlin_cluster_view', version::text)
        """;

    private const string TakeGeneration = "UPDATE berlin_cluster.cluster_view SET last_generation = last_generation + 1 RETURNING last_generation";

    private const string ReadView = """
        SELECT v.schema_version, v.cluster_id, v.version, s.generation, s.name, s.endpoint, s.http_url, s.status, s.since, s.metadata
        FROM berlin_cluster.cluster_view v LEFT JOIN berlin_cluster.silo s ON true
        ORDER BY s.generation
        """;

    private const string Insert = """
        INSERT INTO berlin_cluster.silo (generation, name, endpoint, http_url, status, since, lease_until, metadata)
        VALUES ($1, $2, $3, $4, 0, clock_timestamp(), clock_timestamp() + $5, $6)
        """;

    private const string SetStatus = """
        UPDATE berlin_cluster.silo SET status = $2, since = clock_timestamp()
        WHERE generation = $1 AND status < $2 AND status <= $3
        """;

    private const string ExtendLease = """
        UPDATE berlin_cluster.silo SET lease_until = clock_timestamp() + $2 WHERE generation = $1
        """;

    private const string ReadVersion = "SELECT version FROM berlin_cluster.cluster_view";

    private const string IsAnyLeaseOver = "SELECT EXISTS (SELECT FROM berlin_cluster.silo WHERE lease_until <= clock_timestamp())";

    // The lease of the silo that declares is looked at in the same statement, after the lock of the view.
    private const string DeleteDead = """
        DELETE FROM berlin_cluster.silo
        WHERE lease_until <= clock_timestamp() AND generation <> $1
            AND EXISTS (SELECT FROM berlin_cluster.silo WHERE generation = $1 AND lease_until > clock_timestamp())
        RETURNING name, generation
        """;

    private readonly TableConnection _connection = new(connectionString, owner, options.CallTimeout);

    public JoinResult Join(SiloDescription silo)
    {
        _connection.RunInTransaction(connection => MembershipSchema.Ensure(connection, clusterId));
        return _connection.RunInTransaction(connection =>
        {
            Lock(connection);
            Execute(connection, "DELETE FROM berlin_cluster.silo WHERE name = $1", silo.Name);
            var identity = new SiloIdentity(silo.Name, (long)Ask(connection, TakeGeneration)!);
            Execute(
                connection,
                Insert,
                identity.Generation,
                silo.Name,
                silo.Endpoint,
                (object?)silo.HttpUrl ?? DBNull.Value,
                options.LeaseDuration,
                new NpgsqlParameter { Value = JsonSerializer.Serialize(silo.Metadata.ToDictionary()), NpgsqlDbType = NpgsqlDbType.Jsonb });
            Ask(connection, RaiseVersion);
            return new JoinResult(identity, Read(connection));
        });
    }

    public ChangeResult Activate(SiloIdentity silo) => Move(silo, SiloStatus.Joining, SiloStatus.Active);

    public RenewalResult Renew(SiloIdentity silo) => _connection.Run(connection =>
    {
        var extend = ExtendLease;
#if PLANTED_BUGS
        extend = PlantedBugs.Rewrite(PlantedBug.SiloClockForLease, extend, "clock_timestamp()", $"'{DateTime.UtcNow:O}'::timestamptz");
#endif
        var isAlive = Execute(connection, extend, silo.Generation, options.LeaseDuration) == 1;
        return new RenewalResult(isAlive, (long)Ask(connection, ReadVersion)!);
    });

    public ChangeResult BeginLeaving(SiloIdentity silo) => Move(silo, SiloStatus.Leaving, SiloStatus.Leaving);

    public void Leave(SiloIdentity silo) => _connection.RunInTransaction(connection =>
    {
        Lock(connection);
        var left = Execute(connection, "DELETE FROM berlin_cluster.silo WHERE generation = $1", silo.Generation);
        if (left > 0)
        {
            Ask(connection, RaiseVersion);
        }

        return left;
    });

    public ImmutableArray<SiloIdentity> DeclareDead(SiloIdentity by)
    {
        // Nearly always nobody is dead, and then nobody waits for the lock.
        if (!_connection.Run(static connection => (bool)Ask(connection, IsAnyLeaseOver)!))
        {
            return [];
        }

        return _connection.RunInTransaction(connection =>
        {
            Lock(connection);
            var dead = Identities(connection, DeleteDead, by.Generation);
            if (!dead.IsEmpty)
            {
                Ask(connection, RaiseVersion);
            }

            return dead;
        });
    }

    /// <summary>The newest view; the empty one where no silo has ever joined.</summary>
    public ClusterView Read() => _connection.Run(connection =>
    {
        try
        {
            return Read(connection);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return ClusterView.Empty;
        }
    });

    public void Dispose() => _connection.Dispose();

    private ChangeResult Move(SiloIdentity silo, SiloStatus lastBefore, SiloStatus after) => _connection.RunInTransaction(connection =>
    {
        Lock(connection);
        if (Execute(connection, SetStatus, silo.Generation, (short)after, (short)lastBefore) > 0)
        {
            Ask(connection, RaiseVersion);
        }

        var view = Read(connection);
        return new ChangeResult(view.Contains(silo), view);
    });

    private void Lock(NpgsqlConnection connection)
    {
        using var command = Command(connection, LockView);
        using var reader = command.ExecuteReader();
        reader.Read();
        MembershipSchema.Check(reader.GetInt32(0), reader.GetString(1), clusterId);
    }

    private ClusterView Read(NpgsqlConnection connection)
    {
        using var command = Command(connection, ReadView);
        using var reader = command.ExecuteReader();
        var members = ImmutableArray.CreateBuilder<SiloMember>();
        long version = 0;
        while (reader.Read())
        {
            MembershipSchema.Check(reader.GetInt32(0), reader.GetString(1), clusterId);
            version = reader.GetInt64(2);
            if (!reader.IsDBNull(3))
            {
                members.Add(ReadMember(reader));
            }
        }

        return new ClusterView(version, members.ToImmutable());
    }

    private static SiloMember ReadMember(NpgsqlDataReader reader) => new(
        new SiloIdentity(reader.GetString(4), reader.GetInt64(3)),
        reader.GetString(5),
        reader.IsDBNull(6) ? null : reader.GetString(6),
        (SiloStatus)reader.GetInt16(7),
        reader.GetFieldValue<DateTimeOffset>(8),
        SiloDescription.NoMetadata.AddRange(JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(9))!));

    private static ImmutableArray<SiloIdentity> Identities(NpgsqlConnection connection, string statement, object argument)
    {
        using var command = Command(connection, statement, argument);
        using var reader = command.ExecuteReader();
        var identities = ImmutableArray.CreateBuilder<SiloIdentity>();
        while (reader.Read())
        {
            identities.Add(new SiloIdentity(reader.GetString(0), reader.GetInt64(1)));
        }

        return identities.ToImmutable();
    }

    private static int Execute(NpgsqlConnection connection, string statement, params ReadOnlySpan<object> arguments)
    {
        using var command = Command(connection, statement, arguments);
        return command.ExecuteNonQuery();
    }

    private static object? Ask(NpgsqlConnection connection, string statement)
    {
        using var command = Command(connection, statement);
        return command.ExecuteScalar();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement, params ReadOnlySpan<object> arguments)
    {
        var command = new NpgsqlCommand(statement, connection);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument as NpgsqlParameter ?? new NpgsqlParameter { Value = argument });
        }

        return command;
    }
}
