using Berlin.Grains;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Bodies;

/// <summary>
/// Counts the bytes of request bodies that are held, over all requests, so that many large bodies at once are
/// refused instead of exhausting the memory that models live in.
/// </summary>
internal sealed class BodyBudget(IOptions<HttpLimitsOptions> limits)
{
    private readonly long _max = limits.Value.MaxHeldBodyBytes;
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Takes <paramref name="bytes"/> of the budget.</summary>
    /// <exception cref="BerlinException"><c>server.unavailable</c> where they are not left; nothing is taken then.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > _max)
        {
            Return(bytes);
            throw new BerlinException(
                ErrorCodes.ServerUnavailable, $"The server holds as many bytes of requests as it may ({_max}); repeat the call.", isTransient: true);
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(int bytes) => Interlocked.Add(ref _held, -bytes);
}
