namespace Berlin.Storage.Jobs;

/// <summary>A job that is to be created; its input is stored before (see <see cref="IJobFiles"/>).</summary>
public sealed record NewJob
{
    /// <summary>Id, made by Berlin: 1-64 characters of <c>[a-z0-9-]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Owner.</summary>
    public required string Tenant { get; init; }

    /// <summary>The tenant's model that it asks.</summary>
    public required string Model { get; init; }

    /// <summary>What its runner needs to know; the store does not read it.</summary>
    public required string Options { get; init; }

    /// <summary>Size of the input.</summary>
    public required long InputBytes { get; init; }
}
