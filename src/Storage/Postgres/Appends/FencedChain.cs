namespace Berlin.Storage.Postgres.Appends;

/// <summary>Appends of one stream and what the fence said of them.</summary>
/// <param name="Chain">The appends.</param>
/// <param name="Fate">What the fence said.</param>
/// <param name="StreamId">What the stream's rows carry in place of two names; 0 where its row was not reached.</param>
internal sealed record FencedChain(AppendChain Chain, AppendFate Fate, long StreamId);
