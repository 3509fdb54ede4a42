namespace Berlin.Actors.Wire;

/// <summary>Writes a value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="writer">Where to.</param>
/// <param name="value">The value.</param>
public delegate void WriteValue<in T>(WireWriter writer, T value);
