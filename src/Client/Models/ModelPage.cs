namespace Berlin.Client;

/// <summary>Some of a tenant's models, in the order of their names.</summary>
/// <param name="Models">The models.</param>
/// <param name="Next">Name to pass as <c>after</c> for the next page; null on the last.</param>
public sealed record ModelPage(IReadOnlyList<ModelDescription> Models, string? Next);
