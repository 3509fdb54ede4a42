using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain class is to the engine. <see cref="Grain"/> implements it for those that derive from it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object lives in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs as the activation's first turn; calls wait until it has completed. An exception fails them and ends the activation.</summary>
    /// <param name="token">Cancelled when activating takes longer than <c>GrainCollectionOptions.ActivationTimeout</c>.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs as the activation's last turn. Not called when the process dies.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="token">Cancelled when the engine waits no longer.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
