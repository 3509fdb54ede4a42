namespace Berlin.Silo.Engines;

/// <summary>What a silo holds and how it fares.</summary>
/// <param name="Trainers">Streams that are open for writing here.</param>
/// <param name="Heads">Models that answer here.</param>
/// <param name="Activations">All grains in memory, those included.</param>
/// <param name="Moves">Grains that have left for another silo because ownership moved, since the silo's start.</param>
/// <param name="LeaseAge">Time since the lease was renewed; null where there is none to renew.</param>
internal sealed record SiloLoad(int Trainers, int Heads, int Activations, long Moves, TimeSpan? LeaseAge);
