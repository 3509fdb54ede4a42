namespace Berlin.Gateway.Auth;

/// <summary>Allows so many look-ups a second, and as many at once after a second without any. Thread-safe.</summary>
internal sealed class LookUpBudget(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes one; false where none is left.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
            _filledAt = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
