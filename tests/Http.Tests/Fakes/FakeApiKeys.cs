using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Berlin.Grains.Tenancy;

namespace Berlin.Http.Tests.Fakes;

/// <summary>API keys in memory, and how often each id was asked for.</summary>
public sealed class FakeApiKeys
{
    private readonly ConcurrentDictionary<string, ApiKeyRecord> _records = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs before each answer.</summary>
    public Func<string, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Adds a key and returns it; the id and the secret repeat one letter each.</summary>
    public string Add(char id, char secret, string? tenant, params string[] scopes)
    {
        var text = new string(secret, 52);
        _records[new string(id, 12)] = new ApiKeyRecord { SecretSha256 = SHA256.HashData(Encoding.ASCII.GetBytes(text)), Tenant = tenant, Scopes = scopes };
        return Key(id, secret);
    }

    public void Revoke(char id) => _records.TryRemove(new string(id, 12), out _);

    public static string Key(char id, char secret) => $"bk_{new string(id, 12)}_{new string(secret, 52)}";

    public IApiKeyGrain For(string id) => new ApiKey(this, id);

    private sealed class ApiKey(FakeApiKeys keys, string id) : IApiKeyGrain
    {
        public async Task<ApiKeyRecord?> GetAsync(CancellationToken cancellationToken)
        {
            keys.Asked.AddOrUpdate(id, 1, (_, count) => count + 1);
            await keys.BeforeAnswer(id);
            return keys._records.GetValueOrDefault(id);
        }
    }
}
