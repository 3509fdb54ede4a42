namespace Berlin.Silo.Http.Json;

/// <summary>Where in a request a row stands; becomes text only when a fault has to name it.</summary>
/// <param name="Collection">Name of the array, or null for the one row of a request.</param>
/// <param name="Index">Position in the array.</param>
internal readonly record struct JsonPath(string? Collection, int Index)
{
    /// <summary>The row itself: <c>observations[3]</c>.</summary>
    public override string ToString() => Collection is null ? "the body" : $"{Collection}[{Index}]";

    /// <summary>A member of the row: <c>observations[3].target</c>.</summary>
    public string Member(string name) => Collection is null ? name : $"{Collection}[{Index}].{name}";
}
