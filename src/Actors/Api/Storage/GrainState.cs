namespace Orleans;

/// <summary>A record on its way to or from a store.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>An empty record.</summary>
    public GrainState()
    {
    }

    /// <summary>A record with a value.</summary>
    /// <param name="state">The value.</param>
    public GrainState(T? state) => State = state;

    /// <summary>A record with a value and a version.</summary>
    /// <param name="state">The value.</param>
    /// <param name="eTag">The version.</param>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; }

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
