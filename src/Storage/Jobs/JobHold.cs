namespace Berlin.Storage.Jobs;

/// <summary>What fences the writes of a job's runner: the take that it works under.</summary>
/// <param name="Id">The job.</param>
/// <param name="Epoch">Epoch of the take.</param>
/// <param name="Owner">Owner of the take.</param>
public sealed record JobHold(string Id, long Epoch, string Owner);
