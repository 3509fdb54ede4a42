namespace Berlin.Silo.Http.Json;

/// <summary>What kind of fault a row has; the route decides which code that is.</summary>
internal enum JsonFaultKind
{
    /// <summary>The row is not of the documented shape.</summary>
    Shape,

    /// <summary>The row's features are not a flat object of strings, numbers, booleans and nulls.</summary>
    Features,

    /// <summary>A part of the row is larger than its bound.</summary>
    TooLarge,

    /// <summary>The row carries no id and the request gives none.</summary>
    IdMissing,
}

/// <summary>A fault in one row of a request.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Text">One sentence that names the field, the value's kind and the bound.</param>
internal sealed record JsonFault(JsonFaultKind Kind, string Text);
