using Berlin.Grains;
using Berlin.Http;

namespace Berlin.Silo.Http.Paths;

/// <summary>
/// Refuses paths that are not the ones their senders meant. An id of <c>..</c> in a path is taken for a step up by every party
/// on the way: without this, the deletion of such an observation would arrive as the deletion of its model.
/// </summary>
internal sealed class PathGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = RawPath.Of(context);
        if (HasDotSegment(path))
        {
            ErrorAnswer.Write(context, ErrorCodes.RequestInvalid, "The path has a segment '.' or '..', which stands for a step and for no name.");
            return Task.CompletedTask;
        }

        if (path.EndsWith('/'))
        {
            // Where a client has taken the step by itself, this is what is left.
            ErrorAnswer.Write(context, ErrorCodes.RouteNotFound, "There is no such route: no path ends with '/'.");
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (IsDots(path[range]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One or two points, each as it is or as <c>%2E</c>.</summary>
    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var points = 0;
        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0 || ++points > 2)
            {
                return false;
            }

            segment = segment[length..];
        }

        return points > 0;
    }
}
