using Berlin.Grains;
using Berlin.Silo.Stores;

namespace Berlin.Silo.Hosting;

/// <summary>
/// Names the faults of <see cref="SiloOptions"/>. Each text begins with the name of the option, and none tells a secret. The join
/// secret is checked where it is used.
/// </summary>
internal static class SiloOptionsRules
{
    /// <summary>Every fault, none where all is right.</summary>
    public static IEnumerable<string> FaultsOf(SiloOptions options) =>
        Of(options).Concat(options.Cluster is { } cluster ? OfCluster(options, cluster) : []);

    private static IEnumerable<string> Of(SiloOptions options)
    {
        if (!Names.IsValid(options.Name))
        {
            yield return $"{nameof(options.Name)} {IsWhat(options.Name)}; it must be {Names.Rule}.";
        }

        // With a cluster, the store says so.
        if (options.Cluster is null && string.IsNullOrWhiteSpace(options.DataFolder))
        {
            yield return $"{nameof(options.DataFolder)} is empty; it must name a folder.";
        }

        if (options.HttpEndpoint is { } endpoint && FaultOfListening(endpoint) is { } wrong)
        {
            yield return $"{nameof(options.HttpEndpoint)} {wrong}";
        }
    }

    private static IEnumerable<string> OfCluster(SiloOptions options, SiloClusterOptions cluster)
    {
        if (options.HttpEndpoint is null)
        {
            yield return $"{nameof(options.HttpEndpoint)} is missing; gateways reach a silo of a cluster there, for example 127.0.0.1:5101.";
        }

        foreach (var fault in PostgresSiloStore.OptionsOf(options, cluster).Validate())
        {
            yield return fault;
        }

        if (FaultOfListening(cluster.Endpoint) is { } endpoint)
        {
            yield return $"{nameof(cluster.Endpoint)} {endpoint}";
        }

        if (FaultOfAdvertised(cluster.AdvertisedEndpoint, cluster.Endpoint) is { } advertised)
        {
            yield return $"{nameof(cluster.AdvertisedEndpoint)} {advertised}";
        }

        if (FaultOfUrl(cluster.AdvertisedHttpUrl, options.HttpEndpoint) is { } url)
        {
            yield return $"{nameof(cluster.AdvertisedHttpUrl)} {url}";
        }
    }

    private static string? FaultOfListening(string endpoint)
    {
        return HostPort.TryParse(endpoint, out var parsed) && parsed.Address is not null
            ? null
            : $"{IsWhat(endpoint)}; it must be an IP address and a port between 1 and 65535, for example 127.0.0.1:5101 or [::1]:5101.";
    }

    private static string? FaultOfAdvertised(string? advertised, string listening)
    {
        if (advertised is not null)
        {
            return HostPort.TryParse(advertised, out var parsed) && !parsed.IsAny
                ? null
                : $"is '{advertised}'; it must be a host that others can call and a port between 1 and 65535, for example silo-1.berlin:5201.";
        }

        return IsAny(listening) ? $"is missing; it must be told because others cannot call {listening}." : null;
    }

    private static string? FaultOfUrl(string? url, string? listening)
    {
        if (url is not null)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.PathAndQuery == "/"
                ? null
                : $"is '{url}'; it must be an http or https URL without a path, for example http://silo-1.berlin:5101.";
        }

        return listening is not null && IsAny(listening) ? $"is missing; it must be told because gateways cannot call {listening}." : null;
    }

    private static string IsWhat(string value) => value.Length == 0 ? "is missing" : $"is '{value}'";

    private static bool IsAny(string endpoint) => HostPort.TryParse(endpoint, out var parsed) && parsed.IsAny;
}
