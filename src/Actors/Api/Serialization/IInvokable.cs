namespace Orleans.Serialization.Invocation;

/// <summary>One call of a method as an object.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>Name of the method.</summary>
    string GetMethodName();

    /// <summary>Name of the interface.</summary>
    string GetInterfaceName();

    /// <summary>Number of arguments, a cancellation token included.</summary>
    int GetArgumentCount();

    /// <summary>An argument; boxed, so not for the hot path.</summary>
    /// <param name="index">Position from 0.</param>
    object? GetArgument(int index);
}
