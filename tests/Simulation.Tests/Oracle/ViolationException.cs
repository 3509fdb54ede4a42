namespace Berlin.Simulation.Tests.Oracle;

/// <summary>Something that must never happen has happened.</summary>
public sealed class ViolationException(string message) : Exception(message);
