using Berlin.Grains;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.Http.Paths;

/// <summary>
/// A path as its sender wrote it. The server decodes a path before it is routed, all but <c>%2F</c>, so that <c>a/b</c> and the
/// five characters <c>a%2Fb</c> look alike afterwards; what may hold any character is read here instead.
/// </summary>
internal static class RawPath
{
    /// <summary>The path of a request's target, without the query.</summary>
    public static ReadOnlySpan<char> Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
        {
            // A target in absolute form, as proxies are sent.
            var authority = target[(scheme + 3)..];
            var slash = authority.IndexOf('/');
            target = slash < 0 ? [] : authority[slash..];
        }

        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>The bytes that the last segment of the path stands for.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c> where a percent sign is not followed by two hexadecimal digits.</exception>
    public static byte[] LastSegment(HttpContext context)
    {
        var path = Of(context);
        var segment = path[(path.LastIndexOf('/') + 1)..];
        var bytes = new byte[segment.Length];
        var length = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] != '%')
            {
                bytes[length++] = (byte)segment[0];
                segment = segment[1..];
            }
            else if (segment.Length >= 3 && char.IsAsciiHexDigit(segment[1]) && char.IsAsciiHexDigit(segment[2]))
            {
                bytes[length++] = Convert.FromHexString(segment.Slice(1, 2))[0];
                segment = segment[3..];
            }
            else
            {
                throw new BerlinException(ErrorCodes.RequestInvalid, "The path has a '%' that two hexadecimal digits do not follow; '%' itself is sent as %25.");
            }
        }

        return bytes[..length];
    }
}
