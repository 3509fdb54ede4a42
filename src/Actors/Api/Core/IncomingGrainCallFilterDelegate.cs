namespace Orleans;

/// <summary>An <see cref="IIncomingGrainCallFilter"/> as a delegate.</summary>
/// <param name="context">The call.</param>
#pragma warning disable CA1711 // Orleans' name.
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
#pragma warning restore CA1711
