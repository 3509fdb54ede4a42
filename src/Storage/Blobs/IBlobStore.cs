namespace Berlin.Storage.Blobs;

/// <summary>Named, immutable bytes. A name is written once; thread-safe.</summary>
/// <remarks>
/// Names are made by Berlin, never by a user: 1-200 characters of <c>[a-z0-9._/-]</c>, of which no part between slashes is
/// empty or begins or ends with a dot; another name throws <see cref="ArgumentException"/>. One name is not a folder of another.
/// Every method throws <see cref="StoreUnavailableException"/> when the store cannot do it now.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Stores the bytes so that they survive a crash when the call returns. Writing a name again with the same bytes is allowed.</summary>
    /// <param name="name">Name of the blob.</param>
    /// <param name="content">The bytes; unchanged until the call returns.</param>
    /// <param name="cancellationToken">Heeded before the first byte is written.</param>
    /// <exception cref="InvalidOperationException">The name holds other bytes; they stay.</exception>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The bytes, in an array of the caller's own; null where there is no such name.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a blob; a missing one is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names that begin with <paramref name="prefix"/>, in ordinal order; an empty prefix lists all.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
