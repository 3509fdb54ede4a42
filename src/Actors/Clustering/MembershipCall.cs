namespace Berlin.Actors.Clustering;

/// <summary>What can be asked of a membership table.</summary>
internal enum MembershipRequest
{
    Join,
    Activate,
    Renew,
    BeginLeaving,
    Leave,
    DeclareDead,
    Read,
}

/// <summary>One question to the membership table, as a <see cref="MembershipAgent"/> wants it asked.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Silo">Who asks; null before it has joined.</param>
/// <param name="Description">Of a silo that joins.</param>
internal sealed record MembershipCall(MembershipRequest Request, SiloIdentity? Silo, SiloDescription? Description)
{
    /// <summary>Asks.</summary>
    /// <exception cref="MembershipTableException">The table is away.</exception>
    public MembershipAnswer RunOn(IMembershipTable table) => Request switch
    {
        MembershipRequest.Join => Of(table.Join(Description!)),
        MembershipRequest.Activate => Of(table.Activate(Silo!)),
        MembershipRequest.Renew => Of(table.Renew(Silo!)),
        MembershipRequest.BeginLeaving => Of(table.BeginLeaving(Silo!)),
        MembershipRequest.Leave => Leave(table),
        MembershipRequest.DeclareDead => new MembershipAnswer { HasDeclared = !table.DeclareDead(Silo!).IsEmpty },
        MembershipRequest.Read => new MembershipAnswer { View = table.Read() },
        _ => throw new InvalidOperationException($"{Request} is no request."),
    };

    private static MembershipAnswer Of(JoinResult joined) => new() { Joined = joined.Identity, View = joined.View };

    private static MembershipAnswer Of(ChangeResult changed) => new() { IsAlive = changed.IsAlive, View = changed.View };

    private static MembershipAnswer Of(RenewalResult renewed) => new() { IsAlive = renewed.IsAlive, ViewVersion = renewed.ViewVersion };

    private MembershipAnswer Leave(IMembershipTable table)
    {
        table.Leave(Silo!);
        return new MembershipAnswer();
    }
}

/// <summary>What the table said. Which members mean something depends on the question.</summary>
internal sealed record MembershipAnswer
{
    /// <summary>Of <see cref="MembershipRequest.Join"/>: who the silo is from now on.</summary>
    public SiloIdentity? Joined { get; init; }

    /// <summary>Whether the silo that asked is alive.</summary>
    public bool IsAlive { get; init; } = true;

    /// <summary>The newest view, where the table told it.</summary>
    public ClusterView? View { get; init; }

    /// <summary>Version of the newest view, where the table told only that.</summary>
    public long ViewVersion { get; init; }

    /// <summary>Whether somebody is dead now who was not before.</summary>
    public bool HasDeclared { get; init; }
}
