namespace Berlin.Client.Http;

/// <summary>Makes the paths of calls.</summary>
internal static class ApiPath
{
    /// <summary>The path of a model.</summary>
    public static string Model(string model) => "v1/models/" + Segment(model, nameof(model));

    /// <summary>A text as one segment of a path.</summary>
    public static string Segment(string text, string parameter)
    {
        // Dots alone would be resolved as steps before the request leaves: a deletion would reach what is above.
        return string.IsNullOrEmpty(text) || text is "." or ".."
            ? throw new ArgumentException("It is empty, '.' or '..', which name nothing on a server.", parameter)
            : Uri.EscapeDataString(text);
    }

    /// <summary>A path with the parameters of a page.</summary>
    public static string Page(string path, string? after, int limit)
    {
        var page = FormattableString.Invariant($"{path}?limit={limit}");
        return after is null ? page : $"{page}&after={Uri.EscapeDataString(after)}";
    }
}
