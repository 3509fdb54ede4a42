using System.Net;
using System.Text.RegularExpressions;
using Berlin.Actors.Clustering;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Names every fault of the options of silos and clients, all together, before anything is opened.</summary>
internal static partial class ClusterOptionFaults
{
    private const int LeastSecretLength = 32;
    private const int GreatestSecretLength = 128;

    /// <exception cref="OptionsValidationException">Options are wrong.</exception>
    public static void ThrowIfAny(BerlinClusterOptions options) => Throw(
        nameof(BerlinClusterOptions),
        [
            .. OfBoth(options.ClusterId, options.ConnectionString, options.Name, options.JoinSecret, options.Membership),
            .. OfListenEndpoint(options.ListenEndpoint),
            .. OfAdvertisedEndpoint(options.AdvertisedEndpoint),
            .. OfUrl(options.AdvertisedHttpUrl),
        ]);

    /// <exception cref="OptionsValidationException">Options are wrong.</exception>
    public static void ThrowIfAny(ClusterClientOptions options) => Throw(nameof(ClusterClientOptions), Of(options));

    /// <summary>Every fault, none where all is right.</summary>
    public static string[] Of(ClusterClientOptions options) =>
        [.. OfBoth(options.ClusterId, options.ConnectionString, options.Name, options.JoinSecret, options.Membership)];

    private static IEnumerable<string> OfBoth(string clusterId, string connectionString, string name, string joinSecret, MembershipOptions membership)
    {
        if (!Word().IsMatch(clusterId))
        {
            yield return $"ClusterId is '{clusterId}'; it must be 1 to 63 of a-z, 0-9, '.', '_', '-', and begin with a letter or digit.";
        }

        if (!Word().IsMatch(name))
        {
            yield return $"Name is '{name}'; it must be 1 to 63 of a-z, 0-9, '.', '_', '-', and begin with a letter or digit.";
        }

        if (joinSecret.Length is < LeastSecretLength or > GreatestSecretLength || joinSecret.Any(character => character is < '!' or > '~'))
        {
            // The text says nothing of the secret but its length.
            yield return $"JoinSecret has {joinSecret.Length} characters; it must have {LeastSecretLength} to {GreatestSecretLength} printable ASCII characters without blanks.";
        }

        if (FaultOfConnectionString(connectionString) is { } fault)
        {
            yield return fault;
        }

        foreach (var membershipFault in MembershipOptionsRules.FaultsOf(membership))
        {
            yield return $"Membership: {membershipFault}";
        }
    }

    private static string? FaultOfConnectionString(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 }
                ? null
                : "ConnectionString names no host; give a PostgreSQL connection string, as 'Host=...;Database=...;Username=...'.";
        }
        catch (ArgumentException exception)
        {
            return $"ConnectionString cannot be read: {exception.Message}";
        }
    }

    private static IEnumerable<string> OfListenEndpoint(string endpoint)
    {
        if (!IPEndPoint.TryParse(endpoint, out _) || !endpoint.Contains(':'))
        {
            yield return $"ListenEndpoint is '{endpoint}'; it must be an IP address and a port, as '127.0.0.1:5201'.";
        }
    }

    private static IEnumerable<string> OfAdvertisedEndpoint(string? endpoint)
    {
        if (endpoint is not null && !(EndsWithPort().IsMatch(endpoint) && Uri.TryCreate($"http://{endpoint}/", UriKind.Absolute, out var url) && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Port > 0))
        {
            yield return $"AdvertisedEndpoint is '{endpoint}'; it must be a host and a port, as 'silo-1.example.com:5201'.";
        }
    }

    private static IEnumerable<string> OfUrl(Uri? url)
    {
        if (url is not null && (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)))
        {
            yield return $"AdvertisedHttpUrl is '{url}'; it must be an absolute http or https URL.";
        }
    }

    private static void Throw(string options, string[] faults)
    {
        if (faults.Length > 0)
        {
            throw new OptionsValidationException(options, typeof(BerlinClusterOptions), faults);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("[^:]:[0-9]{1,5}$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsWithPort();
}
