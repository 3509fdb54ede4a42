using System.Security.Cryptography;

namespace Berlin.Storage.Tenancy;

/// <summary>What every store asks of an API key before it touches the database.</summary>
internal static class ApiKeyRules
{
    /// <exception cref="ArgumentException">The key is another owner's, its digest has another length, or a scope is not one word.</exception>
    public static void Check(StoredApiKey key, string? owner)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Tenant != owner)
        {
            throw new ArgumentException($"The key belongs to '{key.Tenant ?? "the operator"}', not to '{owner ?? "the operator"}'.", nameof(key));
        }

        Check(key);
    }

    /// <exception cref="ArgumentException">Its digest has another length, or a scope is not one word.</exception>
    public static void Check(StoredApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.SecretSha256.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"The digest of the secret has {key.SecretSha256.Length} bytes in place of {SHA256.HashSizeInBytes}.", nameof(key));
        }

        if (key.Scopes.Any(scope => scope.Length == 0 || scope.Any(char.IsWhiteSpace)))
        {
            throw new ArgumentException("A scope is one word.", nameof(key));
        }
    }

    /// <summary>The error for an id that another key has.</summary>
    public static ArgumentException IdIsTaken(string id, Exception innerException) =>
        new($"There is a key of the id '{id}' already.", innerException);
}
