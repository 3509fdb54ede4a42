namespace Orleans;

/// <summary>A record on its way to or from a store.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T? State { get; set; }

    /// <summary>Version of the record; null where there is none.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the record is stored.</summary>
    bool RecordExists { get; set; }
}
