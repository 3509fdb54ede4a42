namespace Berlin.Silo.Http.Scoring;

/// <summary>Why a row has no prediction.</summary>
/// <param name="Code">One of <see cref="Berlin.Grains.ErrorCodes"/>.</param>
/// <param name="Text">One sentence that names the field, the value's kind and the bound.</param>
internal sealed record RowFault(string Code, string Text);
