using System.Collections.Frozen;
using System.Reflection;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Wire;
using Orleans.Runtime;

namespace Berlin.Actors.Manifest;

/// <summary>Every grain interface and class that this process knows. Immutable.</summary>
internal sealed class GrainManifest
{
    private readonly FrozenDictionary<Type, GrainInterface> _interfaces;

    private readonly FrozenDictionary<Type, Delegate> _copiers;

    private GrainManifest(GrainManifestBuilder builder)
    {
        _copiers = builder.Copiers.ToFrozenDictionary();
        Methods = builder.Methods.ToFrozenDictionary();
        Records = builder.Records.ToFrozenDictionary();
        Errors = builder.Errors.ToFrozenDictionary();
        var classes = new Dictionary<GrainType, Type>();
        foreach (var grainClass in builder.Classes)
        {
            if (!classes.TryAdd(TypeOf(grainClass), grainClass))
            {
                throw new OrleansConfigurationException(
                    $"{grainClass} and {classes[TypeOf(grainClass)]} are both of grain type '{TypeOf(grainClass)}'; name one of them by [GrainType].");
            }
        }

        Classes = classes.ToFrozenDictionary();
        _interfaces = builder.Interfaces.ToFrozenDictionary(
            entry => entry.Key,
            entry => new GrainInterface(
                entry.Key,
                entry.Value,
                [.. classes.Where(candidate => entry.Key.IsAssignableFrom(candidate.Value)).Select(candidate => (candidate.Key, candidate.Value))],
                withoutClasses: classes.Count == 0 ? TypeOf(entry.Key.Name[1..]) : null));
    }

    public FrozenDictionary<GrainType, Type> Classes { get; }

    /// <summary>The methods that other processes may call, by their numbers.</summary>
    public FrozenDictionary<ulong, WireMethod> Methods { get; }

    /// <summary>The codecs of the types that cross.</summary>
    public FrozenDictionary<Type, WireRecord> Records { get; }

    /// <summary>The exceptions that cross as themselves, by their numbers.</summary>
    public FrozenDictionary<ulong, WireError> Errors { get; }

    /// <summary>Collects the manifests of the loaded assemblies; each names those of the assemblies that it was compiled against.</summary>
    public static GrainManifest OfLoadedAssemblies()
    {
        var builder = new GrainManifestBuilder();
        var manifests = AppDomain.CurrentDomain.GetAssemblies()
            .SelectMany(assembly => assembly.GetCustomAttributes<GrainManifestAttribute>())
            .Select(attribute => attribute.Manifest)
            .Distinct()
            .OrderBy(manifest => manifest.FullName, StringComparer.Ordinal);
        foreach (var manifest in manifests)
        {
            ((IGrainManifest)Activator.CreateInstance(manifest)!).Populate(builder);
        }

        return new GrainManifest(builder);
    }

    public GrainInterface InterfaceOf(Type type) => _interfaces.TryGetValue(type, out var known)
        ? known
        : throw new ArgumentException($"{type} is not a grain interface that the engine knows: its project must run the generator (<ActorRole>).");

    /// <summary>A copy of a persistent state, as deep as its type is mutable.</summary>
    public T Copy<T>(T value) => _copiers.TryGetValue(typeof(T), out var copier)
        ? ((Func<T, T>)copier)(value)
        : throw new OrleansConfigurationException($"{typeof(T)} is no type of a persistent state of a grain class that the engine knows.");

    private static GrainType TypeOf(Type grainClass) =>
        grainClass.GetCustomAttribute<GrainTypeAttribute>() is { } named ? GrainType.Create(named.Name) : TypeOf(grainClass.Name);

    private static GrainType TypeOf(string className)
    {
        const string Suffix = "Grain";
        var stem = className.Length > Suffix.Length && className.EndsWith(Suffix, StringComparison.Ordinal) ? className[..^Suffix.Length] : className;
        return GrainType.Create(stem.ToLowerInvariant());
    }
}
