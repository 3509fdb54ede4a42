namespace Orleans.Runtime;

/// <summary>An activation: a grain while it is in memory.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>Identity of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is made.</summary>
    object? GrainInstance { get; }

    /// <summary>Services of the activation; scoped services live as long as it does.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Begins to end the activation: calls that run now complete, waiting calls go to the next activation.</summary>
    /// <param name="deactivationReason">Given to <c>OnDeactivateAsync</c>.</param>
    /// <param name="cancellationToken">Gives up waiting for the grain.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
