namespace Berlin.Grains.Tenancy;

/// <summary>One API key, by the id inside it. Key: the id.</summary>
[Alias("Berlin.IApiKeyGrain")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>What the key may do and the SHA-256 of its secret; null where no such key is valid now.</summary>
    [Alias("Get")]
    Task<ApiKeyRecord?> GetAsync(CancellationToken cancellationToken);
}
