namespace Berlin.Client.Http;

/// <summary>Body of every error answer.</summary>
internal sealed record ErrorAnswer(string? Error, string? Code);
