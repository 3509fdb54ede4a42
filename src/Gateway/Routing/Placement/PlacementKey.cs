namespace Berlin.Gateway.Routing.Placement;

/// <summary>The key that a request is placed by: that of the grains which answer it, so that it arrives where they live.</summary>
internal static class PlacementKey
{
    private const string Models = "/v1/models/";
    private const string Jobs = "/v1/jobs/";

    /// <summary><c>tenant/model</c> or <c>tenant/job</c>; where the path names neither, the path itself, which is as good as any.</summary>
    /// <param name="tenant">Tenant of the caller's key; empty for an operator's.</param>
    /// <param name="path">Path of the request.</param>
    public static string Of(string tenant, string path)
    {
        var name = NameAfter(Models, path);
        if (name.IsEmpty)
        {
            name = NameAfter(Jobs, path);
        }

        return name.IsEmpty ? path : string.Concat(tenant, "/", name);
    }

    private static ReadOnlySpan<char> NameAfter(string prefix, string path)
    {
        if (!path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var rest = path.AsSpan(prefix.Length);
        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }
}
