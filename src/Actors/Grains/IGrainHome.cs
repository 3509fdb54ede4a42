using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>What stands in the catalog for a grain: its one activation, or its workers.</summary>
internal interface IGrainHome
{
    GrainId GrainId { get; }

    /// <summary>Completes when nothing of it is left.</summary>
    Task Deactivated { get; }

    /// <summary>Takes a call from any thread.</summary>
    /// <returns>False where the home is gone and the catalog must make another.</returns>
    bool TryReceive(Invocation call);

    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    void CollectIfIdle();
}
