using Berlin.Actors.Placement;
using Berlin.Actors.Wire;
using Orleans.Runtime;

namespace Berlin.Actors.CodeGeneration;

/// <summary>Takes what manifests bring.</summary>
public sealed class GrainManifestBuilder
{
    private readonly Dictionary<Type, Func<ProxyTarget, GrainProxy>> _interfaces = [];
    private readonly HashSet<Type> _classes = [];
    private readonly Dictionary<Type, Delegate> _copiers = [];
    private readonly Dictionary<ulong, WireMethod> _methods = [];
    private readonly Dictionary<Type, WireRecord> _records = [];
    private readonly Dictionary<ulong, WireError> _errors = [];

    internal GrainManifestBuilder()
    {
    }

    internal IReadOnlyDictionary<Type, Func<ProxyTarget, GrainProxy>> Interfaces => _interfaces;

    internal IReadOnlyCollection<Type> Classes => _classes;

    internal IReadOnlyDictionary<Type, Delegate> Copiers => _copiers;

    internal IReadOnlyDictionary<ulong, WireMethod> Methods => _methods;

    internal IReadOnlyDictionary<Type, WireRecord> Records => _records;

    internal IReadOnlyDictionary<ulong, WireError> Errors => _errors;

    /// <summary>Adds a grain interface.</summary>
    /// <param name="grainInterface">The interface.</param>
    /// <param name="makeProxy">Makes references that implement it.</param>
    public void AddInterface(Type grainInterface, Func<ProxyTarget, GrainProxy> makeProxy) => _interfaces[grainInterface] = makeProxy;

    /// <summary>Adds a grain class.</summary>
    /// <param name="grainClass">The class.</param>
    public void AddClass(Type grainClass) => _classes.Add(grainClass);

    /// <summary>Adds the copier of a type of persistent state.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="copy">Copies a value.</param>
    public void AddStateCopier<T>(Func<T, T> copy) => _copiers[typeof(T)] = copy;

    /// <summary>Adds a method that other processes may call.</summary>
    /// <param name="method">The method. An interface that inherits it brings it again.</param>
    /// <param name="makeCall">Makes a call of it, without arguments.</param>
    /// <exception cref="OrleansConfigurationException">Another method has the same number.</exception>
    public void AddMethod(GrainMethod method, Func<Invocation> makeCall)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!_methods.TryAdd(method.WireId, new WireMethod(method, makeCall)) && _methods[method.WireId].Method.WireName is var other && other != method.WireName)
        {
            throw new OrleansConfigurationException($"The methods {other} and {method.WireName} have the same number {method.WireId:X16}; give one of them another [Alias].");
        }
    }

    /// <summary>Adds the codec of a type that is marked <c>[GenerateSerializer]</c>.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="write">Writes a value.</param>
    /// <param name="read">Reads a value.</param>
    public void AddRecord<T>(WriteValue<T> write, ReadValue<T> read) => _records[typeof(T)] = new WireRecordOf<T>(write, read);

    /// <summary>Adds an exception that crosses as itself.</summary>
    /// <typeparam name="T">The type; sealed.</typeparam>
    /// <param name="wireName">Its alias, or its full name where it has none.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="OrleansConfigurationException">Another exception has the same number.</exception>
    public void AddException<T>(string wireName, WriteValue<T> write, ReadValue<T> read)
        where T : Exception
    {
        var error = new WireErrorOf<T>(StableHash64.Of(wireName), write, read);
        if (!_errors.TryAdd(error.Id, error) && _errors[error.Id].Type != typeof(T))
        {
            throw new OrleansConfigurationException($"{_errors[error.Id].Type} and {typeof(T)} both cross as {wireName}; give one of them another [Alias].");
        }
    }
}
