using Npgsql;
using Orleans.Runtime;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>The tables of the membership, in a schema of their own, made by the first silo that joins.</summary>
internal static class MembershipSchema
{
    /// <summary>Where changes of the view are told; the payload is the version.</summary>
    public const string Channel = "berlin_cluster_view";

    /// <summary>Of the tables as this release knows them. A release that changes them adds the statements that bring an older one up.</summary>
    private const int Version = 1;

    // The lock is taken by name: nothing else of Berlin's uses this number.
    private const string Lock = "SELECT pg_advisory_xact_lock(7221506894135017)";

    // Read from the catalog's table: to_regclass would answer from a cache that knows nothing of what was made while this one waited for the lock.
    private const string Exists =
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'berlin_cluster' AND tablename = 'cluster_view')";

    private const string Create = """
        CREATE SCHEMA IF NOT EXISTS berlin_cluster;
        CREATE TABLE berlin_cluster.cluster_view (
            id smallint PRIMARY KEY CHECK (id = 1),
            schema_version integer NOT NULL,
            cluster_id text NOT NULL,
            version bigint NOT NULL,
            last_generation bigint NOT NULL);
        CREATE TABLE berlin_cluster.silo (
            generation bigint PRIMARY KEY,
            name text NOT NULL UNIQUE,
            endpoint text NOT NULL,
            http_url text,
            status smallint NOT NULL CHECK (status BETWEEN 0 AND 2),
            since timestamptz NOT NULL,
            lease_until timestamptz NOT NULL,
            metadata jsonb NOT NULL) WITH (fillfactor = 50);
        INSERT INTO berlin_cluster.cluster_view VALUES (1, $1, $2, 0, 0);
        """;

    /// <summary>Makes the tables where there are none; inside a transaction.</summary>
    public static bool Ensure(NpgsqlConnection connection, string clusterId)
    {
        if (Ask<bool>(connection, Exists))
        {
            return false;
        }

        Ask<object>(connection, Lock);
        if (!Ask<bool>(connection, Exists))
        {
            var statements = Create.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            using var batch = new NpgsqlBatch(connection);
            foreach (var statement in statements)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
            }

            batch.BatchCommands[^1].Parameters.Add(new NpgsqlParameter { Value = Version });
            batch.BatchCommands[^1].Parameters.Add(new NpgsqlParameter { Value = clusterId });
            batch.ExecuteNonQuery();
        }

        return true;
    }

    /// <summary>Refuses tables of another cluster or of a newer release.</summary>
    /// <exception cref="OrleansConfigurationException">They are.</exception>
    public static void Check(int schemaVersion, string clusterId, string expectedClusterId)
    {
        if (schemaVersion != Version)
        {
            throw new OrleansConfigurationException(
                $"The membership table has schema version {schemaVersion}, and this release of Berlin knows {Version}: run the newer release.");
        }

        if (clusterId != expectedClusterId)
        {
            throw new OrleansConfigurationException(
                $"The database holds cluster '{clusterId}', and the option ClusterId is '{expectedClusterId}': give the right database or cluster id.");
        }
    }

    private static TResult? Ask<TResult>(NpgsqlConnection connection, string statement)
    {
        using var command = new NpgsqlCommand(statement, connection);
        return command.ExecuteScalar() is TResult result ? result : default;
    }
}
