namespace Berlin.Actors.Clustering;

/// <summary>What a silo that joined is told.</summary>
/// <param name="Identity">Who it is from now on.</param>
/// <param name="View">The view that holds it.</param>
internal sealed record JoinResult(SiloIdentity Identity, ClusterView View);

/// <summary>What became of a lease.</summary>
/// <param name="IsAlive">False: the silo is dead, for ever.</param>
/// <param name="ViewVersion">The newest view's version.</param>
internal readonly record struct RenewalResult(bool IsAlive, long ViewVersion);

/// <summary>What became of a change of a silo's status.</summary>
/// <param name="IsAlive">False: the silo is dead, and nothing has changed.</param>
/// <param name="View">The newest view.</param>
internal sealed record ChangeResult(bool IsAlive, ClusterView View);
