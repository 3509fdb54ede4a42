namespace Orleans.Concurrency;

/// <summary>Calls of the method interleave with every other call of the activation.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
