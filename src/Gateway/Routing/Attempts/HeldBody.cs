namespace Berlin.Gateway.Routing.Attempts;

/// <summary>Holds the body of a request in memory, where it is small, so that a second silo can be sent the same.</summary>
internal sealed class HeldBody
{
    /// <summary>Largest body that is held: a prediction or a batch of some hundred observations. Larger ones pass through and are sent once.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Room for a body whose length is not told, to begin with.</summary>
    private const int FirstBytes = 4 * 1024;

    private readonly MemoryStream? _whole;

    private HeldBody(MemoryStream? whole, bool isRepeatable)
    {
        _whole = whole;
        IsRepeatable = isRepeatable;
    }

    /// <summary>A body that the silo works off while it comes in.</summary>
    public static HeldBody Streamed { get; } = new(whole: null, isRepeatable: false);

    /// <summary>Whether the body can be sent again.</summary>
    public bool IsRepeatable { get; }

    /// <summary>Reads a small body; leaves a large one where it is.</summary>
    /// <exception cref="BadHttpRequestException">The body is broken, too slow or too large.</exception>
    public static async ValueTask<HeldBody> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var hasNoBody = request.ContentLength == 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0);
        if (hasNoBody)
        {
            return new HeldBody(whole: null, isRepeatable: true);
        }

        if (request.ContentLength > MaxBytes)
        {
            return new HeldBody(whole: null, isRepeatable: false);
        }

        var source = request.Body;
        var (buffer, length) = await ReadAsync(source, request.ContentLength, context.RequestAborted);
        var isWhole = length <= MaxBytes;
        var whole = new MemoryStream(buffer, 0, length, writable: false);
        request.Body = isWhole ? whole : new PrefixedBody(whole, source);
        return new HeldBody(isWhole ? whole : null, isWhole);
    }

    /// <summary>Makes ready to send it again.</summary>
    public void Rewind()
    {
        if (_whole is not null)
        {
            _whole.Position = 0;
        }
    }

    /// <summary>Reads to the end of the body, or to the first byte that is too many.</summary>
    private static async ValueTask<(byte[] Buffer, int Length)> ReadAsync(Stream source, long? contentLength, CancellationToken cancellationToken)
    {
        // Not pooled: a buffer that goes back while something still reads it would show one tenant's rows to another.
        var buffer = new byte[(contentLength ?? FirstBytes) + 1];
        var length = 0;
        while (true)
        {
            var read = await source.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0 || length > MaxBytes)
            {
                return (buffer, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * length, MaxBytes + 1));
            }
        }
    }
}
