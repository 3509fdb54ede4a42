namespace Berlin.Client;

/// <summary>How features become columns.</summary>
public sealed record ColumnsDefinition
{
    /// <summary><c>vocabulary</c> (grows to the bound) or <c>hashing</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Most columns; the server's default is 20,000.</summary>
    public int? Max { get; init; }
}
