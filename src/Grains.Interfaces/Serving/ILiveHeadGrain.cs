namespace Berlin.Grains.Serving;

/// <summary>
/// Answers predictions of one online model. Key: <c>tenant/model</c>. A follower of the stream, never a writer: each silo may
/// have one, and a silo that dies takes no answer with it.
/// </summary>
[Alias("Berlin.ILiveHeadGrain")]
public interface ILiveHeadGrain : IGrainWithStringKey
{
    /// <summary>
    /// Scores rows with what has been learned so far. O(non-zeros x classes touched + classes) per row. The head on the silo of
    /// the model's trainer knows every acknowledged observation; another one is at most a second behind.
    /// </summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>; <c>features.invalid</c> names the row and the field; the transient <c>store.unavailable</c>.</exception>
    [Alias("Predict")]
    Task<PredictResult> PredictAsync(PredictRequest request, CancellationToken cancellationToken);

    /// <summary>Takes over rows that the trainer has stored and learned. What does not follow on what the head knows is read from the log.</summary>
    [Alias("Absorb")]
    Task AbsorbAsync(StreamSlice slice, CancellationToken cancellationToken);

    /// <summary>Takes over the definition and the log generation as they are stored now.</summary>
    [Alias("Reload")]
    Task ReloadAsync(CancellationToken cancellationToken);
}
