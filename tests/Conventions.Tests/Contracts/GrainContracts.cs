using System.Reflection;
using Berlin.Grains;

namespace Berlin.Conventions.Tests.Contracts;

/// <summary>What crosses a silo boundary: the grain interfaces, and the records with a generated serializer.</summary>
internal static class GrainContracts
{
    public static Assembly Assembly => typeof(ErrorCodes).Assembly;

    public static IReadOnlyList<Type> Interfaces { get; } = Sorted(Assembly.GetExportedTypes().Where(IsGrainInterface));

    public static IReadOnlyList<Type> Records { get; } = Sorted(Assembly.GetTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)));

    public static bool IsGrainInterface(Type type) => type.IsInterface && typeof(IGrain).IsAssignableFrom(type);

    /// <summary>Declared methods in order of their alias, so that moving one in the file changes nothing.</summary>
    public static IEnumerable<MethodInfo> Methods(Type grainInterface) =>
        grainInterface.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .OrderBy(method => AliasOf(method) ?? method.Name, StringComparer.Ordinal);

    /// <summary>Fields and properties that carry state; computed properties do not.</summary>
    public static IEnumerable<MemberInfo> Members(Type record)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var properties = record.GetProperties(declared).Where(property => record.GetField($"<{property.Name}>k__BackingField", declared) is not null);
        var fields = record.GetFields(declared).Where(field => !field.Name.Contains('<', StringComparison.Ordinal));
        return properties.Concat<MemberInfo>(fields).OrderBy(member => IdOf(member) ?? uint.MaxValue).ThenBy(member => member.Name, StringComparer.Ordinal);
    }

    public static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    public static uint? IdOf(MemberInfo member) => member.GetCustomAttribute<IdAttribute>(inherit: false)?.Id;

    /// <summary>The awaited type of a return type; null for a bare <c>Task</c> or <c>ValueTask</c>.</summary>
    public static Type? Awaited(Type returned) => returned.IsGenericType ? returned.GetGenericArguments()[0] : null;

    private static IReadOnlyList<Type> Sorted(IEnumerable<Type> types) => [.. types.OrderBy(type => type.FullName, StringComparer.Ordinal)];
}
