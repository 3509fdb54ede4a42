namespace Berlin.Storage.Blobs;

/// <summary>Named, immutable bytes. A name is written once; thread-safe.</summary>
/// <remarks>Names are relative, made by Berlin (never by a user), of <c>[a-z0-9./_-]</c> without <c>..</c>.</remarks>
public interface IBlobStore
{
    /// <summary>Stores the bytes so that they survive a crash when the call returns. Writing a name again with the same bytes is allowed.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The bytes; null where there is no such name.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a blob; a missing one is no error.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names that begin with <paramref name="prefix"/>, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
