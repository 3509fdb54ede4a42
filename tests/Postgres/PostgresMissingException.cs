namespace Berlin.Testing.Postgres;

/// <summary>No PostgreSQL server can be had on this machine; the text says why. A test that needs one is skipped with this text.</summary>
public sealed class PostgresMissingException : Exception
{
    public PostgresMissingException(string message)
        : base(message)
    {
    }
}
