using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>The membership of one silo in a <see cref="MembershipLaboratory"/>.</summary>
internal sealed class LaboratorySilo
{
    private readonly MembershipLaboratory _laboratory;
    private readonly SkewedTime _time;

    public LaboratorySilo(string name, MembershipLaboratory laboratory, double rate, TimeSpan skew)
    {
        _laboratory = laboratory;
        _time = new SkewedTime(rate, skew);
        Agent = new MembershipAgent(laboratory.Options, _time);
        Agent.Died += () => Deaths++;
        Agent.Join(new SiloDescription(name, string.Empty, null, SiloDescription.NoMetadata));
        laboratory.Table.Notified += version =>
        {
            if (!IsPaused && !IsCutOff && !IsDeaf)
            {
                Agent.Hear(version);
            }
        };
    }

    public MembershipAgent Agent { get; }

    public SiloIdentity Me => Agent.Me!;

    /// <summary>As after SIGSTOP or kill -9: it does nothing, and time goes on.</summary>
    public bool IsPaused { get; set; }

    /// <summary>It cannot reach the table.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>No notification reaches it.</summary>
    public bool IsDeaf { get; set; }

    public int Deaths { get; private set; }

    public Dictionary<MembershipRequest, int> Asked { get; } = [];

    public void Advance(TimeSpan span) => _time.Advance(span);

    /// <summary>Asks the table whatever the agent wants asked now.</summary>
    public void Run()
    {
        while (!IsPaused && Agent.Next(out _) is { } call)
        {
            Asked[call.Request] = Asked.GetValueOrDefault(call.Request) + 1;
            try
            {
                if (IsCutOff)
                {
                    throw new MembershipTableException();
                }

                Agent.OnAnswer(call, call.RunOn(_laboratory.Table));
            }
            catch (MembershipTableException)
            {
                Agent.OnFailure(call);
            }
        }
    }

    private sealed class SkewedTime(double rate, TimeSpan skew) : TimeProvider
    {
        private double _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)_now;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(GetTimestamp()) + skew;

        public void Advance(TimeSpan span) => _now += span.Ticks * rate;
    }
}
