namespace Berlin.Actors.CodeGeneration;

/// <summary>Takes what manifests bring.</summary>
public sealed class GrainManifestBuilder
{
    private readonly Dictionary<Type, Func<ProxyTarget, GrainProxy>> _interfaces = [];
    private readonly HashSet<Type> _classes = [];
    private readonly Dictionary<Type, Delegate> _copiers = [];

    internal GrainManifestBuilder()
    {
    }

    internal IReadOnlyDictionary<Type, Func<ProxyTarget, GrainProxy>> Interfaces => _interfaces;

    internal IReadOnlyCollection<Type> Classes => _classes;

    internal IReadOnlyDictionary<Type, Delegate> Copiers => _copiers;

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
}
