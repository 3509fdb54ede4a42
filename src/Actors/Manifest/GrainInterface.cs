using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Manifest;

/// <summary>A grain interface, the proxies that implement it, and the classes that stand behind it.</summary>
/// <param name="type">The interface.</param>
/// <param name="makeProxy">Makes references that implement it.</param>
/// <param name="classes">The classes of this process that implement it.</param>
/// <param name="withoutClasses">
/// In a process that has no grain classes at all, a client of a cluster: the type that the class has by convention, <c>model</c> for
/// <c>IModelGrain</c>.
/// </param>
internal sealed class GrainInterface(
    Type type, Func<ProxyTarget, GrainProxy> makeProxy, IReadOnlyList<(GrainType Type, Type Class)> classes, GrainType? withoutClasses)
{
    private readonly GrainType? _onlyType = withoutClasses ?? PickByConvention(type, classes);

    public GrainProxy MakeProxy(ProxyTarget target) => makeProxy(target);

    /// <exception cref="ArgumentException">No class, or more than one, fits.</exception>
    public GrainType GrainTypeFor(string? classNamePrefix)
    {
        if (classNamePrefix is null)
        {
            return _onlyType ?? throw Misfit(classes, "given no prefix of the class's name");
        }

        var fitting = classes.Where(candidate => candidate.Class.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal)).ToArray();
        return fitting.Length == 1 ? fitting[0].Type : throw Misfit(fitting, $"given the prefix '{classNamePrefix}'");
    }

    private static GrainType? PickByConvention(Type type, IReadOnlyList<(GrainType Type, Type Class)> classes) => classes.Count == 1
        ? classes[0].Type
        : classes.Where(candidate => type.Name == "I" + candidate.Class.Name).Select(candidate => (GrainType?)candidate.Type).SingleOrDefault();

    private ArgumentException Misfit(IReadOnlyList<(GrainType Type, Type Class)> fitting, string given) => new(fitting.Count == 0
        ? $"No grain class implements {type} {given}."
        : $"More than one grain class implements {type} {given}: {string.Join(", ", fitting.Select(candidate => candidate.Class.FullName))}.");
}
