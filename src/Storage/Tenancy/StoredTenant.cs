namespace Berlin.Storage.Tenancy;

/// <summary>A tenant's row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created, UTC, in whole microseconds.</param>
/// <param name="Models">Models that it has.</param>
public sealed record StoredTenant(string Name, DateTimeOffset CreatedAt, long Models);
