namespace Orleans.Concurrency;

/// <summary>All calls of the class's activations interleave with each other, at their awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
