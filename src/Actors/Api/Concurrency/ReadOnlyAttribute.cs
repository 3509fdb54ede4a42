namespace Orleans.Concurrency;

/// <summary>Calls of the method change no state, so they interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
