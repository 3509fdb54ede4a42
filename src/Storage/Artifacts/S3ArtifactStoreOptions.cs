using System.Buffers;
using System.Globalization;

namespace Berlin.Storage.Artifacts;

/// <summary>Where an <see cref="S3ArtifactStore"/> keeps artifacts, and as whom. <see cref="Validate"/> names every fault.</summary>
public sealed class S3ArtifactStoreOptions
{
    private const int MinBucketLength = 3;
    private const int MaxBucketLength = 63;
    private const int MaxPrefixLength = 200;

    // S3 takes no smaller part than this one, except for the last.
    private const int MinPartSizeBytes = 5 * 1_024 * 1_024;
    private const int MaxPartSizeBytes = 1_024 * 1_024 * 1_024;

    private static readonly TimeSpan MinRequestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRequestTimeout = TimeSpan.FromMinutes(10);

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    /// <summary>Name of a bucket that is there.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the keys of artifacts begin with; empty, or up to 200 characters that end with <c>/</c>. Default <c>artifacts/</c>.</summary>
    public string Prefix { get; init; } = "artifacts/";

    /// <summary>Folder on this machine's disk where an artifact lies while it is received; of this process alone.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>Address of the service where it is not Amazon's: <c>http</c> or <c>https</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region of the bucket, or the one that a service of others signs for; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Whether the bucket is named in the path of addresses instead of their host, as services of others ask for; default false.</summary>
    public bool UsePathStyle { get; init; }

    /// <summary>Id of the access key; null for what the environment gives (variables, profile, role of the machine).</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret of the access key; together with <see cref="AccessKey"/> or not at all.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Bytes of an artifact that one request sends, 5 MiB-1 GiB; default 16 MiB. Larger artifacts go in several, of which S3 takes 10,000.</summary>
    public int PartSizeBytes { get; init; } = 16 * 1_024 * 1_024;

    /// <summary>How long one request may take with its repetitions, and how long a read waits for the next bytes; default 1 min, 1 s-10 min.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with these options, one sentence per fault; empty where nothing is.</summary>
    public IReadOnlyList<string> Validate() => [.. FindFaults()];

    private IEnumerable<string> FindFaults() => FindPlaceFaults().Concat(FindServiceFaults()).Concat(FindBoundFaults());

    private IEnumerable<string> FindPlaceFaults()
    {
        if (Bucket is not { Length: >= MinBucketLength and <= MaxBucketLength } || Bucket.AsSpan().ContainsAnyExcept(BucketCharacters))
        {
            yield return $"{nameof(Bucket)} is '{Bucket}'; it is {MinBucketLength}-{MaxBucketLength} characters of a-z, 0-9, '.' and '-'.";
        }

        if (Prefix is null || Prefix.Length > MaxPrefixLength || Prefix.AsSpan().ContainsAnyExcept(PrefixCharacters)
            || Prefix.StartsWith('/') || (Prefix.Length > 0 && !Prefix.EndsWith('/')))
        {
            yield return $"{nameof(Prefix)} is '{Prefix}'; it is empty, or at most {MaxPrefixLength} letters, digits, '.', '_', '-' and '/', of which '/' is the last and not the first.";
        }

        if (string.IsNullOrWhiteSpace(SpoolFolder))
        {
            yield return $"{nameof(SpoolFolder)} is empty; it names a folder for artifacts that are being received.";
        }
    }

    private IEnumerable<string> FindServiceFaults()
    {
        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || (Endpoint.Scheme != Uri.UriSchemeHttp && Endpoint.Scheme != Uri.UriSchemeHttps)))
        {
            yield return $"{nameof(Endpoint)} is '{Endpoint}'; it begins with http:// or https://.";
        }

        if (string.IsNullOrWhiteSpace(Region))
        {
            yield return $"{nameof(Region)} is empty; it is a name such as us-east-1.";
        }

        // The text holds neither of the two: one could stand in the place of the other.
        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey))
        {
            yield return $"{(string.IsNullOrEmpty(AccessKey) ? nameof(AccessKey) : nameof(SecretKey))} is missing; {nameof(AccessKey)} and {nameof(SecretKey)} are given together or not at all.";
        }
    }

    private IEnumerable<string> FindBoundFaults()
    {
        if (PartSizeBytes is < MinPartSizeBytes or > MaxPartSizeBytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(PartSizeBytes)} is {PartSizeBytes}; it is {MinPartSizeBytes}-{MaxPartSizeBytes}.");
        }

        if (RequestTimeout < MinRequestTimeout || RequestTimeout > MaxRequestTimeout)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(RequestTimeout)} is {RequestTimeout}; it is {MinRequestTimeout}-{MaxRequestTimeout}.");
        }
    }
}
