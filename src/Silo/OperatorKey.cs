using System.Security.Cryptography;
using Berlin.Grains.Tenancy;
using Berlin.Storage;
using Berlin.Storage.Tenancy;

namespace Berlin.Silo;

/// <summary>The key that creates tenants: made at the first start, kept in a file for its owner's eyes only.</summary>
/// <remarks>
/// Several silos may start at once on one database and one folder. Each writes a key of its own under a name of its own; the
/// database takes one of them, and only that one gets the file's name. A crash at any point is made good by the next start.
/// </remarks>
internal static class OperatorKey
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "operator.key";

    private const string UnfinishedSuffix = ".new";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the key where the store holds none.</summary>
    /// <returns>The key where it was made now; null where there was one already.</returns>
    public static async Task<string?> EnsureAsync(ITenantStore tenants, string dataFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (File.Exists(path))
        {
            var key = await ReadAsync(path, cancellationToken);

            // The store of a folder that was moved to another database does not know it yet.
            var isNew = await tenants.AddFirstOperatorKeyAsync(Stored(key), cancellationToken);
            DeleteUnfinished(dataFolder);
            return isNew ? key : null;
        }

        return (await tenants.ListKeysAsync(tenant: null, cancellationToken)).FirstOrDefault(stored => File.Exists(Unfinished(path, stored.Id))) is { } taken
            ? await FinishAsync(path, taken.Id, cancellationToken)
            : await MakeAsync(tenants, path, cancellationToken);
    }

    /// <summary>Makes a key and offers it to the store, which takes none where it has one.</summary>
    private static async Task<string?> MakeAsync(ITenantStore tenants, string path, CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        var key = ApiKeyText.Create(random).Key;
        var stored = Stored(key);
        var unfinished = Unfinished(path, stored.Id);
        await WriteAsync(unfinished, key, cancellationToken);
        if (await tenants.AddFirstOperatorKeyAsync(stored, cancellationToken))
        {
            return await FinishAsync(path, stored.Id, cancellationToken);
        }

        // Another silo was faster, or the store has a key whose file is gone: a digest does not give it back.
        File.Delete(unfinished);
        return null;
    }

    /// <summary>Gives the key that the store took the file's name.</summary>
    private static async Task<string?> FinishAsync(string path, string id, CancellationToken cancellationToken)
    {
        try
        {
            File.Move(Unfinished(path, id), path, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            return null; // Another silo has just done it, and tells it.
        }

        return await ReadAsync(path, cancellationToken);
    }

    private static string Unfinished(string path, string id) => $"{path}.{id}{UnfinishedSuffix}";

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken) =>
        (await File.ReadAllTextAsync(path, cancellationToken)).Trim();

    private static StoredApiKey Stored(string key)
    {
        var (id, secretSha256) = ApiKeyText.Parse(key)
            ?? throw new DataFolderException($"{FileName} in the data folder does not hold an API key; move it away or restore it.");
        return new StoredApiKey { Id = id, SecretSha256 = secretSha256, Scopes = [ApiKeyScopes.Operate] };
    }

    private static async Task WriteAsync(string path, string key, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var file = new StreamWriter(path, options);
        await file.WriteLineAsync(key.AsMemory(), cancellationToken);
    }

    /// <summary>Keys that the store did not take, left of a crash; it has one now and takes no other.</summary>
    private static void DeleteUnfinished(string dataFolder)
    {
        foreach (var file in Directory.EnumerateFiles(dataFolder, $"{FileName}.*{UnfinishedSuffix}"))
        {
            File.Delete(file);
        }
    }
}
