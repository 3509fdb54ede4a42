namespace Berlin.Actors.Wire;

/// <summary>Reads a value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="reader">Where from.</param>
/// <exception cref="WireFormatException">The bytes hold no such value.</exception>
public delegate T ReadValue<out T>(ref WireReader reader);
