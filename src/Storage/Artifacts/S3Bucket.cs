using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Berlin.Storage.Artifacts;

/// <summary>A bucket, and the way to it: every request has a bound, and what fails for reasons of the service is a <see cref="StoreUnavailableException"/>.</summary>
internal sealed class S3Bucket : IDisposable
{
    /// <summary>How often the SDK repeats a request that the service did not take.</summary>
    private const int Repetitions = 2;

    private readonly AmazonS3Client _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public S3Bucket(S3ArtifactStoreOptions options, TimeProvider time)
    {
        Name = options.Bucket;
        _timeout = options.RequestTimeout;
        _time = time;
        var config = ConfigOf(options);
        _client = string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What errors speak of.</summary>
    public string Place => $"The bucket '{Name}'";

    /// <summary>How long a read of an answer may wait for bytes.</summary>
    public (TimeSpan Bound, TimeProvider Time) Patience => (_timeout, _time);

    /// <summary>Makes one request.</summary>
    /// <exception cref="StoreUnavailableException">The service does not do it now.</exception>
    public async Task<T> AskAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await ask(_client, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"no answer within {_timeout.TotalSeconds} s.", exception);
        }
        catch (AmazonServiceException exception) when (exception.ErrorCode is { Length: > 0 })
        {
            throw Unavailable($"{(int)exception.StatusCode} {exception.ErrorCode}.", exception);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw Unavailable(exception.Message, exception);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // What the SDK throws at an answer that is none.
            throw Unavailable($"its answer makes no sense: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the answer was that the bucket has no such object.</summary>
    public static bool IsMissing(StoreUnavailableException exception) =>
        exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" };

    /// <summary>Whether the answer was that the object has not one byte.</summary>
    public static bool IsEmpty(StoreUnavailableException exception) =>
        exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable };

    public void Dispose() => _client.Dispose();

    private static AmazonS3Config ConfigOf(S3ArtifactStoreOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.UsePathStyle,
            MaxErrorRetry = Repetitions,
            Timeout = options.RequestTimeout,
            BufferSize = FileArtifactBytes.PieceBytes,

            // Checksums behind the body are another kind of chunks, which services of others store as if they were content. The body
            // is signed with its SHA-256, which the service compares.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = options.Endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region;
        }

        return config;
    }

    private StoreUnavailableException Unavailable(string reason, Exception exception) =>
        new($"{Place} cannot do this now: {reason}", exception);
}
