namespace Berlin.Actors.Clustering;

/// <summary>How long a silo may be silent, and who looks after it. All silos of a cluster have the same values, or nearly.</summary>
public sealed class MembershipOptions
{
    /// <summary>How long a silo lives after its last renewal, by the clock of the database. Default 5 s; 500 ms to 10 min.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between renewals. Default 1 s; at least 20 ms, at most a third of <see cref="SafetyStop"/>.</summary>
    public TimeSpan RenewalPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long after it sent its last successful renewal a silo answers for the grains that it owns, by its own monotonic clock.
    /// Default 3.5 s; at most nine tenths of <see cref="LeaseDuration"/>, so that it stops before another silo may own them.
    /// </summary>
    public TimeSpan SafetyStop { get; set; } = TimeSpan.FromSeconds(3.5);

    /// <summary>Time between looks for silos whose lease has ended. Default 500 ms; at least 20 ms, at most <see cref="LeaseDuration"/>.</summary>
    public TimeSpan DeclarationPeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often somebody without a lease looks for a newer view, should a notification be lost; a leaving silo hands on what arrives for at
    /// least as long. Default 1 s; 20 ms to 1 min.
    /// </summary>
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the membership table may take to answer before it counts as away. Default 1 s; at least 100 ms, at most a third of
    /// <see cref="SafetyStop"/>.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a leaving silo waits for its activations to end before it goes on to stop. Default 10 s; 0 to 10 min.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
