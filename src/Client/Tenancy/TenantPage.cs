namespace Berlin.Client;

/// <summary>A tenant in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Models">Models that it has.</param>
public sealed record TenantReport(string Name, DateTimeOffset CreatedAt, int Models);

/// <summary>Some of the tenants, in the order of their names.</summary>
/// <param name="Tenants">The tenants.</param>
/// <param name="Next">Name to pass as <c>after</c> for the next page; null on the last.</param>
public sealed record TenantPage(IReadOnlyList<TenantReport> Tenants, string? Next);

/// <summary>The name that a tenant has now.</summary>
/// <param name="Name">The name.</param>
public sealed record RenamedTenant(string Name);
