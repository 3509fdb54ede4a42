using System.Diagnostics.CodeAnalysis;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>
/// What an endpoint tells about itself: metadata beside its <see cref="Callers.CallerPolicy"/>. Path, method, security
/// and the errors that every route shares are taken from the endpoint itself, so they are not said twice.
/// </summary>
internal sealed record OperationDescription
{
    /// <summary>An OpenAPI 3.1 operation object: texts, parameters, body and the answers that are no errors.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public required string Operation { get; init; }

    /// <summary>The schemas that <see cref="Operation"/> refers to, by name; operations may repeat one, equally.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public string Schemas { get; init; } = "{}";

    /// <summary>Codes that this route answers with beyond those of every route of its kind.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
