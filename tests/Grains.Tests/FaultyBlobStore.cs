using Berlin.Storage;
using Berlin.Storage.Blobs;

namespace Berlin.Grains.Tests;

/// <summary>The real blobs, which a test can damage, lose, or make unwritable.</summary>
internal sealed class FaultyBlobStore(IBlobStore blobs) : IBlobStore
{
    private Func<string, bool> _isDamaged = _ => false;
    private readonly Dictionary<string, string> _readInstead = [];
    private bool _isMissing;

    public bool RefuseWrites { get; set; }

    /// <summary>Blobs of such names are read with one bit flipped, or not at all.</summary>
    public void Damage(Func<string, bool> names, bool isMissing)
    {
        _isDamaged = names;
        _isMissing = isMissing;
    }

    /// <summary>A blob is read with the bytes of another one.</summary>
    public void Confuse(string name, string with) => _readInstead[name] = with;

    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var content = await blobs.GetAsync(_readInstead.GetValueOrDefault(name, name), cancellationToken);
        if (content is null || !_isDamaged(name))
        {
            return content;
        }

        content[content.Length / 2] ^= 1;
        return _isMissing ? null : content;
    }

    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        RefuseWrites ? throw new StoreUnavailableException("no space left") : blobs.PutAsync(name, content, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => blobs.DeleteAsync(name, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => blobs.ListAsync(prefix, cancellationToken);
}
