using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>Tenant, then model, byte by byte; requests of no stream come first.</summary>
internal sealed class StreamKeyOrder : IComparer<StreamKey?>
{
    private StreamKeyOrder()
    {
    }

    /// <summary>The only instance.</summary>
    public static StreamKeyOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(StreamKey? x, StreamKey? y)
    {
        if (x is not { } left || y is not { } right)
        {
            return x.HasValue.CompareTo(y.HasValue);
        }

        var byTenant = string.CompareOrdinal(left.Tenant, right.Tenant);
        return byTenant != 0 ? byTenant : string.CompareOrdinal(left.Model, right.Model);
    }
}
