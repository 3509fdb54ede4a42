using System.Diagnostics.CodeAnalysis;
using Berlin.Silo.Http.Queries;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>The query parameters of lists.</summary>
internal static class PageParameters
{
    /// <summary><c>after</c> of a list that is in order of names.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string AfterName = """
        {"name": "after", "in": "query", "description": "Where the page before ended: its `next`.", "schema": {"$ref": "#/components/schemas/Name"} }
        """;

    /// <summary><c>limit</c>.</summary>
    /// <param name="things">What a page holds, in the plural.</param>
    public static string Limit(string things) => $$$"""
        {
          "name": "limit", "in": "query", "description": "Most {{{things}}} of the page.",
          "schema": {"type": "integer", "minimum": 1, "maximum": {{{QueryParameters.MaxLimit}}}, "default": {{{QueryParameters.DefaultLimit}}} }
        }
        """;
}
