namespace Orleans.Core;

/// <summary>A stored record of a grain.</summary>
public interface IStorage
{
    /// <summary>Version of the record as it was read or written; null where there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether the record is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Reads the record anew; what was changed in memory is lost.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    /// <param name="cancellationToken">Gives up before the store is asked.</param>
    Task ReadStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ReadStateAsync();
    }

    /// <summary>Writes the record, if it is stored as it was last seen here.</summary>
    /// <exception cref="Storage.InconsistentStateException">Somebody else has written it; the activation ends.</exception>
    Task WriteStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    /// <param name="cancellationToken">Gives up before the store is asked.</param>
    Task WriteStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteStateAsync();
    }

    /// <summary>Deletes the record, if it is stored as it was last seen here.</summary>
    /// <exception cref="Storage.InconsistentStateException">Somebody else has written it; the activation ends.</exception>
    Task ClearStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    /// <param name="cancellationToken">Gives up before the store is asked.</param>
    Task ClearStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ClearStateAsync();
    }
}
