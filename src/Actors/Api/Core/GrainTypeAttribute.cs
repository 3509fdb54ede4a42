namespace Orleans;

/// <summary>Names the type part of the identities of a class's grains, in place of the class's name.</summary>
/// <param name="grainType">The name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
#pragma warning disable CA1019 // Orleans keeps the argument to itself.
public sealed class GrainTypeAttribute(string grainType) : Attribute
#pragma warning restore CA1019
{
    internal string Name => grainType;
}
