using System.Reflection;

namespace Berlin.Http.Tests.Fakes;

/// <summary>
/// Stands in for the engine where the HTTP surface alone is looked at: hands out one object per grain interface,
/// whatever the key, and remembers the keys. A proxy, because the interface of the engine has more members than
/// the surface calls, and other ones with another engine.
/// </summary>
public class GrainSource : DispatchProxy
{
    private readonly Dictionary<Type, Func<string, object>> _grains = [];

    public static IClusterClient Create(params (Type Interface, Func<string, object> Grain)[] grains)
    {
        var client = Create<IClusterClient, GrainSource>();
        foreach (var (type, grain) in grains)
        {
            ((GrainSource)(object)client)._grains.Add(type, grain);
        }

        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod is { Name: "GetGrain", IsGenericMethod: true }
            ? _grains[targetMethod.GetGenericArguments()[0]]((string)args![0]!)
            : throw new NotSupportedException($"{targetMethod?.Name} is not a call of the HTTP surface.");
}
