namespace Berlin.Actors.Clustering;

/// <summary>What a silo may conclude from its own renewals, by its own monotonic clock. Pure: the caller says what time it is.</summary>
/// <remarks>
/// The membership table decides by its clock when a lease has ended; this one only decides when to stop before that. A lease counts from when
/// its renewal was <em>sent</em>, which is before the table renewed it, so it ends here first, however long the answer took. One
/// thread reports renewals; any thread may ask.
/// </remarks>
/// <param name="options">The bounds.</param>
/// <param name="frequency">Ticks of the timestamps in a second.</param>
internal sealed class SiloLease(MembershipOptions options, long frequency)
{
    private readonly long _safetyStop = Ticks(options.SafetyStop, frequency);
    private readonly long _duration = Ticks(options.LeaseDuration, frequency);
    private readonly long _longestGap = 2 * Ticks(options.RenewalPeriod, frequency);
    private long _mayOwnUntil = long.MinValue;
    private long? _sentAt;
    private long? _renewedAt;
    private long _unbrokenSince;
    private bool _isDead;

    /// <summary>A renewal, or the request to join, is about to be sent.</summary>
    public void OnRenewalSent(long now) => _sentAt = now;

    /// <summary>The table has renewed the lease, by the renewal that was sent last.</summary>
    /// <exception cref="InvalidOperationException">None was sent.</exception>
    public void OnRenewed()
    {
        var sentAt = _sentAt ?? throw new InvalidOperationException("No renewal was sent.");
        _sentAt = null;
        if (_isDead)
        {
            return;
        }

        if (_renewedAt is not { } before || sentAt - before > _longestGap)
        {
            _unbrokenSince = sentAt;
        }

        _renewedAt = sentAt;
        Volatile.Write(ref _mayOwnUntil, sentAt + _safetyStop);
#if PLANTED_BUGS
        PlantedBugs.Do(PlantedBug.NoSafetyStop, () => Volatile.Write(ref _mayOwnUntil, long.MaxValue));
#endif
    }

    /// <summary>The cluster holds the silo for dead. That never changes again.</summary>
    public void OnDead()
    {
        _isDead = true;
        Volatile.Write(ref _mayOwnUntil, long.MinValue);
    }

    /// <summary>When the last successful renewal was sent; null where there is no lease. Any thread.</summary>
    public long? RenewedAt => Volatile.Read(ref _mayOwnUntil) is var until and not long.MinValue ? until - _safetyStop : null;

    /// <summary>Whether the silo may answer for what it owns. Any thread.</summary>
    public bool MayOwn(long now) => now < Volatile.Read(ref _mayOwnUntil);

    /// <summary>
    /// Whether the silo may have others declared dead: it renewed for a whole lease without a gap, so the table was there for all who could
    /// reach it. After an outage of the table everybody thus has the time of a lease to come back.
    /// </summary>
    public bool MayDeclare(long now) =>
#if PLANTED_BUGS
        PlantedBugs.Is(PlantedBug.DeclaresAfterAnOutage) ||
#endif
        (MayOwn(now) && _renewedAt is { } last && now - last <= _longestGap && now - _unbrokenSince >= _duration);

    private static long Ticks(TimeSpan span, long frequency) => (long)(span.TotalSeconds * frequency);
}
