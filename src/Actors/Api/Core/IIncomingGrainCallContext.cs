using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>One call at the grain that is called.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The class's method.</summary>
    MethodInfo ImplementationMethod { get; }
}
