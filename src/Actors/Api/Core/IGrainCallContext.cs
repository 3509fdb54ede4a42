using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>One call of a grain's method.</summary>
public interface IGrainCallContext
{
    /// <summary>The request: its arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain that is called.</summary>
    object Grain { get; }

    /// <summary>The grain that calls; null for a call from outside.</summary>
    GrainId? SourceId { get; }

    /// <summary>Identity of the grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The interface's method.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>Name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>Name of the method.</summary>
    string MethodName { get; }

    /// <summary>What the call returns; set after <see cref="Invoke"/>, and may be replaced.</summary>
    object? Result { get; set; }

    /// <summary>Goes on with the next filter, in the end with the grain's method.</summary>
    Task Invoke();
}
