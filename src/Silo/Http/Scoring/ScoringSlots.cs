using Berlin.Grains;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Counts the streams that are being scored: each holds buffers and may hold disk for as long as its client likes.</summary>
internal sealed class ScoringSlots(IOptions<ScoringOptions> options)
{
    private int _taken;

    /// <summary>Takes a slot; disposing gives it back.</summary>
    /// <exception cref="BerlinException"><c>server.unavailable</c>: all are taken.</exception>
    public Slot Take()
    {
        if (Interlocked.Increment(ref _taken) > options.Value.MaxStreams)
        {
            Interlocked.Decrement(ref _taken);
            throw new BerlinException(
                ErrorCodes.ServerUnavailable, $"The server scores as many streams as it may ({options.Value.MaxStreams}); repeat the call.", isTransient: true);
        }

        return new Slot(this);
    }

    /// <summary>A slot that was taken.</summary>
    public readonly struct Slot(ScoringSlots owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._taken);
    }
}
