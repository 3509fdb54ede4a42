using System.Buffers;

namespace Berlin.Storage.Blobs;

/// <summary>The rule for names of blobs.</summary>
internal static class BlobName
{
    /// <summary>Longest name: short enough for every file system and object store, with room for the data folder's path.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-/");

    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(Allowed) || name.Split('/').Any(IsBadSegment))
        {
            throw new ArgumentException($"'{name}' is no name of a blob: 1-{MaxLength} characters of a-z, 0-9, '.', '_', '-' and '/'; no part is empty or begins or ends with '.'.", nameof(name));
        }
    }

    /// <exception cref="ArgumentException">No name can begin with this prefix.</exception>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var cut = prefix.LastIndexOf('/') + 1;
        var whole = prefix[..cut].Split('/').SkipLast(1);
        if (prefix.AsSpan().ContainsAnyExcept(Allowed) || whole.Any(IsBadSegment) || prefix[cut..].StartsWith('.'))
        {
            throw new ArgumentException($"No name of a blob begins with '{prefix}'.", nameof(prefix));
        }
    }

    // A leading dot marks temporary files (and '..'); Windows drops a trailing one.
    private static bool IsBadSegment(string segment) => segment.Length == 0 || segment[0] == '.' || segment[^1] == '.';
}
