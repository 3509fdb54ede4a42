namespace Berlin.Storage.Postgres.Engine;

/// <summary>Whose connections a call uses.</summary>
internal enum PostgresPool
{
    /// <summary>Those of all calls.</summary>
    Ordinary,

    /// <summary>A few that takeovers and administration find free even when all others are busy, waiting for what a takeover would end.</summary>
    Reserved,
}
