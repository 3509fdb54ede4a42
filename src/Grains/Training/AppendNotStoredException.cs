namespace Berlin.Grains.Training;

/// <summary>The store was away during an append, and re-reading the head showed that nothing was stored.</summary>
internal sealed class AppendNotStoredException(Exception innerException)
    : Exception("The append was not stored.", innerException);
