namespace Berlin.Grains.Training;

/// <summary>The only writer of one model's stream, and the owner of its learner. Key: <c>tenant/model</c>.</summary>
/// <remarks>
/// Two activations may exist briefly while ownership moves; the store's fence lets one of them write.
/// Calls that fail with a transient error may be repeated: observations are identified by their ids.
/// </remarks>
[Alias("Berlin.ITrainerGrain")]
public interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>Stores the observations and learns them. When it returns, accepted ones are on disk.</summary>
    /// <param name="observations">May be empty (every row of the request was refused): the answer then only tells the sequence.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may be stored all the same.</param>
    /// <exception cref="BerlinException"><c>model.not_found</c>, and the transient <c>trainer.busy</c>, <c>trainer.moved</c>, <c>store.unavailable</c>.</exception>
    [Alias("Observe")]
    Task<ObserveResult> ObserveAsync(Observation[] observations, CancellationToken cancellationToken);

    /// <summary>Corrects the target of a stored observation: an event of its own in the stream. When it returns, it is on disk and learned.</summary>
    /// <exception cref="BerlinException"><c>observation.not_found</c>, <c>observation.too_many_classes</c>, and those of <see cref="ObserveAsync"/>.</exception>
    [Alias("Correct")]
    Task<CorrectResult> CorrectAsync(Correction correction, CancellationToken cancellationToken);

    /// <summary>
    /// Removes observations from the stream and what was learned of them: the log gets a new generation and the learner is rebuilt
    /// from the rows that are left. When it returns, the rows are gone from the disk; calls that follow wait for the rebuild.
    /// </summary>
    /// <exception cref="BerlinException">Those of <see cref="ObserveAsync"/>.</exception>
    [Alias("Remove")]
    Task<RemoveResult> RemoveAsync(Removal removal, CancellationToken cancellationToken);

    /// <summary>The stream's position and the progressive metrics.</summary>
    /// <param name="withDigest">Whether to serialize the learner and tell its SHA-256; costs O(state).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("Status")]
    Task<TrainerStatus> GetStatusAsync(bool withDigest, CancellationToken cancellationToken);

    /// <summary>Takes over the definition as it is stored now.</summary>
    [Alias("Reload")]
    Task ReloadAsync(CancellationToken cancellationToken);
}
