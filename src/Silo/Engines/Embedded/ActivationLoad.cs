using Berlin.Actors.Hosting;

namespace Berlin.Silo.Engines;

/// <summary>Puts what the engine counts into the silo's words.</summary>
internal static class ActivationLoad
{
    /// <summary>Types of the grains that are counted apart, as the engine names them.</summary>
    private const string Trainers = "trainer";
    private const string Heads = "livehead";

    public static SiloLoad Measure(this ISiloActivations activations, TimeSpan? leaseAge) =>
        new(activations.CountOf(Trainers), activations.CountOf(Heads), activations.Count, activations.Moves, leaseAge);
}
