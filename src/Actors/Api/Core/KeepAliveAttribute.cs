namespace Orleans;

/// <summary>Activations of the grain class are not collected when idle.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
#pragma warning disable CA1813 // Orleans leaves it unsealed.
public class KeepAliveAttribute : Attribute;
#pragma warning restore CA1813
