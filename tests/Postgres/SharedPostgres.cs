namespace Berlin.Testing.Postgres;

/// <summary>The one server that all tests of a process share, each with a database of its own. Started when it is first asked for; gone when the process is.</summary>
/// <remarks>A test that stops, kills or pauses a server takes one of its own: <see cref="PostgresServer.CreateInMemoryAsync"/>.</remarks>
public static class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.CreateInMemoryAsync());

    /// <summary>The server.</summary>
    /// <exception cref="PostgresMissingException">There is no PostgreSQL on this machine.</exception>
    public static Task<PostgresServer> GetAsync() => Server.Value;
}
