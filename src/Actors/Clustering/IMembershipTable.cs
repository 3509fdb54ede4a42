using System.Collections.Immutable;

namespace Berlin.Actors.Clustering;

/// <summary>
/// The one place where the cluster agrees who is in it. Leases are measured by the table's own clock only; every change of the view raises its
/// version by one, whole or not at all.
/// </summary>
/// <remarks>
/// Methods block, within a bound: who calls them does so on a thread of its own. One caller at a time. Each may be repeated when its
/// outcome is unknown; a repeated <see cref="Join"/> takes another generation.
/// </remarks>
/// <exception cref="MembershipTableException">From each method: the table is away; whether the call had an effect is unknown.</exception>
internal interface IMembershipTable : IDisposable
{
    /// <summary>
    /// Takes a generation that was never used before, with a lease, as <see cref="SiloStatus.Joining"/>. Every older start of the same name is
    /// dead from now on: its process is gone, or two were started by mistake and the older one gives way.
    /// </summary>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">The table is not this cluster's, or of a newer Berlin.</exception>
    JoinResult Join(SiloDescription silo);

    /// <summary>The silo begins to own grains. Without effect where it does already.</summary>
    ChangeResult Activate(SiloIdentity silo);

    /// <summary>Renews the lease from now on. Succeeds also after its end, while nobody has declared the silo dead.</summary>
    RenewalResult Renew(SiloIdentity silo);

    /// <summary>The silo owns nothing any more. Without effect where it leaves already.</summary>
    ChangeResult BeginLeaving(SiloIdentity silo);

    /// <summary>The silo is gone. Without effect where it is.</summary>
    void Leave(SiloIdentity silo);

    /// <summary>
    /// Declares dead whose lease has ended. Without effect where <paramref name="by"/> is dead itself or its own lease has ended.
    /// </summary>
    /// <returns>Who is dead now and was not before.</returns>
    ImmutableArray<SiloIdentity> DeclareDead(SiloIdentity by);

    /// <summary>The newest view.</summary>
    ClusterView Read();
}
