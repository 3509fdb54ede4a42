using System.Reflection;
using Berlin.Actors.Placement;
using Berlin.Actors.Turns;

namespace Berlin.Actors.CodeGeneration;

/// <summary>A method of a grain interface: made once per method by generated code, shared by all its calls.</summary>
public sealed class GrainMethod
{
    private readonly Type _interfaceType;
    private readonly Type[] _parameterTypes;

    /// <summary>Describes a method.</summary>
    /// <param name="interfaceType">Interface that declares it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="parameterTypes">Its parameters' types.</param>
    /// <param name="options">What its attributes say.</param>
    /// <param name="responseTimeout">A <see cref="TimeSpan"/> as text, or null for the silo's default.</param>
    /// <param name="wireName">Its name between processes: aliases of interface, method and parameter types, full names where there are none.</param>
    public GrainMethod(Type interfaceType, string name, Type[] parameterTypes, GrainMethodOptions options, string? responseTimeout, string wireName)
    {
        ArgumentNullException.ThrowIfNull(interfaceType);
        WireName = wireName;
        WireId = StableHash64.Of(wireName);
        _interfaceType = interfaceType;
        _parameterTypes = parameterTypes;
        Name = name;
        InterfaceName = interfaceType.FullName ?? interfaceType.Name;
        IsOneWay = options.HasFlag(GrainMethodOptions.OneWay);
        var isStream = options.HasFlag(GrainMethodOptions.Stream);
        Kind = isStream || options.HasFlag(GrainMethodOptions.AlwaysInterleave) ? WorkKind.Interleaving
            : options.HasFlag(GrainMethodOptions.ReadOnly) ? WorkKind.ReadOnly
            : WorkKind.Exclusive;
        ResponseTimeout = isStream ? Timeout.InfiniteTimeSpan : responseTimeout is null ? null : new ResponseTimeoutAttribute(responseTimeout).Timeout;
    }

    internal string Name { get; }

    internal string InterfaceName { get; }

    internal bool IsOneWay { get; }

    internal string WireName { get; }

    /// <summary>Stands for <see cref="WireName"/> in requests. The manifest makes sure that no two methods share one.</summary>
    internal ulong WireId { get; }

    internal WorkKind Kind { get; }

    /// <summary>How long callers wait; null = the silo's default, <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</summary>
    internal TimeSpan? ResponseTimeout { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{InterfaceName}.{Name}";

    /// <summary>The method by reflection; for call filters that ask.</summary>
    internal MethodInfo FindInterfaceMethod() =>
        _interfaceType.GetMethod(Name, _parameterTypes) ?? throw new MissingMethodException(InterfaceName, Name);

    /// <summary>The method of the class; for call filters that ask.</summary>
    internal MethodInfo FindImplementation(Type grainClass)
    {
        var map = grainClass.GetInterfaceMap(_interfaceType);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, FindInterfaceMethod())];
    }
}
