using Berlin.Testing.Postgres;
using Npgsql;

namespace Berlin.Chaos.Cluster;

/// <summary>Gives each process of a cluster its address and the way to start it there.</summary>
internal interface IClusterPlaces
{
    /// <summary>The place of a silo, from 0.</summary>
    ProcessPlace Silo(int number);

    /// <summary>The place of the gateway.</summary>
    ProcessPlace Gateway { get; }

    /// <summary>Settings without which the server would not listen where those places can reach it.</summary>
    IReadOnlyList<string> DatabaseSettings { get; }

    /// <summary>Lets connections from those places in.</summary>
    Task AdmitAsync(PostgresServer server);

    /// <summary>The database as seen from those places.</summary>
    NpgsqlConnectionStringBuilder Database(NpgsqlConnectionStringBuilder server);
}

/// <summary>Where a process runs.</summary>
/// <param name="Address">The IP address that it listens on.</param>
/// <param name="Prefix">What starts a command there (<c>ip netns exec NAME</c>); empty = nothing is needed.</param>
internal sealed record ProcessPlace(string Address, IReadOnlyList<string> Prefix);
