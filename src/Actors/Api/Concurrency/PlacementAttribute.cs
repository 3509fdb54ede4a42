namespace Orleans.Placement;

/// <summary>Says where activations of a class live.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
    // The embedded engine has its own placements only.
    private protected PlacementAttribute()
    {
    }
}
