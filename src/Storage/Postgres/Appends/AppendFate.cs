namespace Berlin.Storage.Postgres.Appends;

/// <summary>What the fence said of the appends of one stream.</summary>
internal enum AppendFate
{
    /// <summary>The head is raised: committed together with the transaction.</summary>
    Raised,

    /// <summary>Another owner, epoch or head, or no such stream.</summary>
    Fenced,

    /// <summary>The stream's row is locked by another transaction: not judged.</summary>
    Locked,
}
