namespace Berlin.Grains.Training;

/// <summary>The store was away during an append, and nothing of it was stored: that is certain, and the trainer is as it was.</summary>
/// <param name="innerException">What the store said.</param>
/// <param name="isStoreAway">Whether it is away still, as far as is known, so that what waits has nothing to wait for.</param>
internal sealed class AppendNotStoredException(Exception innerException, bool isStoreAway)
    : Exception("The append was not stored.", innerException)
{
    /// <summary>Whether the store is away still, as far as is known.</summary>
    public bool IsStoreAway { get; } = isStoreAway;
}
