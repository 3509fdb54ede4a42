namespace Berlin.Client;

/// <summary>A new tenant and its first key.</summary>
/// <param name="Name">Name of the tenant.</param>
/// <param name="Key">Its key, a secret; the server stores only a hash, so this is the one time that it is told.</param>
public sealed record CreatedTenant(string Name, string Key);
