namespace Berlin.Cli.Commands;

/// <summary>What <c>berlin up --json</c> writes.</summary>
internal sealed record UpAnswer(string Url, string Data, string OperatorKeyFile);

/// <summary>What <c>berlin silo --json</c> writes when the silo takes calls.</summary>
internal sealed record SiloAnswer(string Name, long Generation, string Url, string Cluster);

/// <summary>What <c>berlin gateway --json</c> writes when the gateway takes calls.</summary>
internal sealed record GatewayAnswer(string Url);

/// <summary>What <c>berlin tenant list --json</c> writes.</summary>
internal sealed record TenantListAnswer(IReadOnlyList<Client.TenantReport> Tenants);

/// <summary>What commands write with <c>--json</c> that delete one thing by its name.</summary>
internal sealed record DeletedAnswer(string Deleted);

/// <summary>What <c>berlin model list --json</c> writes.</summary>
internal sealed record ModelListAnswer(IReadOnlyList<Client.ModelDescription> Models);

/// <summary>What <c>berlin observe --json</c> writes.</summary>
internal sealed record ObserveAnswer
{
    public required string Model { get; init; }

    public required string File { get; init; }

    public required long Rows { get; init; }

    public required long Accepted { get; init; }

    public required long Duplicates { get; init; }

    public required long Rejected { get; init; }

    /// <summary>The first of the rejected rows.</summary>
    public required IReadOnlyList<RejectedRow> Rejections { get; init; }

    public required long? Sequence { get; init; }

    public required long LastLine { get; init; }

    public required bool Interrupted { get; init; }

    public required double Seconds { get; init; }

    public required Client.ModelMetrics? Metrics { get; init; }
}

/// <summary>A row that was not stored.</summary>
internal sealed record RejectedRow(long Line, string Code, string Error);
