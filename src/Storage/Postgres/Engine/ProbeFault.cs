namespace Berlin.Storage.Postgres.Engine;

/// <summary>Why the server did not answer as it should.</summary>
/// <param name="Text">In words for people.</param>
/// <param name="IsSilence">Whether there was no answer at all in time, in place of one that says no.</param>
internal sealed record ProbeFault(string Text, bool IsSilence);
