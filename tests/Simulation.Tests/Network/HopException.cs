namespace Berlin.Simulation.Tests.Network;

/// <summary>A request between gateway and silo got no answer: refused, reset or late. Whether it was done is not known.</summary>
internal sealed class HopException(string message) : Exception(message);
