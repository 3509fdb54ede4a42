using System.Security.Cryptography;
using Berlin.Grains.Tenancy;
using Berlin.Storage.Tenancy;

namespace Berlin.Silo;

/// <summary>The key that creates tenants: made at the first start, kept in a file for its owner's eyes only.</summary>
internal static class OperatorKey
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "operator.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the key where the store holds none. A crash at any point is made good by the next start.</summary>
    /// <returns>The key where it was made now; null where there was one already.</returns>
    public static async Task<string?> EnsureAsync(ITenantStore tenants, string dataFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataFolder, FileName);
        var isNew = !File.Exists(path);
        if (isNew)
        {
            await WriteNewAsync(path, cancellationToken);
        }

        var key = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        var (id, secretSha256) = ApiKeyText.Parse(key)
            ?? throw new InvalidOperationException($"{FileName} in the data folder does not hold an API key; move it away or restore it.");
        var stored = new StoredApiKey { Id = id, SecretSha256 = secretSha256, Scopes = [ApiKeyScopes.Operate] };
        if (await tenants.AddFirstOperatorKeyAsync(stored, cancellationToken))
        {
            return key;
        }

        if (isNew)
        {
            // The store has an operator's key, its file is gone, and a digest does not give it back.
            File.Delete(path);
        }

        return null;
    }

    private static async Task WriteNewAsync(string path, CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var file = new StreamWriter(unfinished, options))
        {
            await file.WriteLineAsync(ApiKeyText.Create(random).Key.AsMemory(), cancellationToken);
        }

        File.Move(unfinished, path);
    }
}
