namespace Berlin.Cli.Demo;

/// <summary>What <c>berlin demo</c> was asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Absolute path of the data folder to keep; null for a temporary one.</summary>
    public required string? DataFolder { get; init; }

    /// <summary>Port of the server that the demo starts.</summary>
    public required int Port { get; init; }

    /// <summary>Bookings to stream; null for all of the sample.</summary>
    public required int? Rows { get; init; }

    /// <summary>Whether the demo ends after the questions instead of serving on.</summary>
    public required bool EndsAfterQuestions { get; init; }

    /// <summary>A running server to use instead of starting one; null to start one.</summary>
    public required Uri? Url { get; init; }

    /// <summary>The tenant's key on that server; null to make the tenant with the operator key.</summary>
    public required string? Key { get; init; }
}
