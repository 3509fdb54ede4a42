using Berlin.Actors.Grains;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of grain classes: identity, services, life cycle.</summary>
/// <remarks>The engine runs one turn of an activation at a time, so a grain's fields need no locks.</remarks>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation _activation;

    /// <summary>Made by the engine, in the activation's turn.</summary>
    /// <exception cref="InvalidOperationException">Constructed by anything but the engine.</exception>
    protected Grain() => _activation = Activation.Current ?? throw new InvalidOperationException(
        $"{GetType()} is a grain: the engine makes it when the first call arrives. Get a reference with IGrainFactory.GetGrain.");

    /// <summary>The activation that this object lives in.</summary>
    public IGrainContext GrainContext => _activation;

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => _activation.GrainReference;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => _activation.GrainFactory;

    /// <summary>Services of this activation; scoped services live as long as it does.</summary>
    protected internal IServiceProvider ServiceProvider => _activation.ActivationServices;

#pragma warning disable CA1725 // Orleans names the tokens so.
    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    /// <param name="cancellationToken">Cancelled when activating takes longer than <c>GrainCollectionOptions.ActivationTimeout</c>.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled when the engine waits no longer.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
#pragma warning restore CA1725

    /// <summary>Ends this activation when the calls that run now have completed; waiting calls go to the next activation.</summary>
    protected void DeactivateOnIdle() => _activation.Deactivate(new DeactivationReason(
        DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps an idle activation at least so long from now; a negative span takes an earlier delay back.</summary>
    /// <param name="timeSpan">How long; <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/> = until it is asked to end.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => _activation.DelayDeactivation(timeSpan);
}
