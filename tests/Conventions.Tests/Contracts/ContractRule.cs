using System.Reflection;

namespace Berlin.Conventions.Tests.Contracts;

/// <summary>
/// What may cross: a closed set of types, each under an alias, each member under an id of its own, values that nobody mutates.
/// </summary>
internal static class ContractRule
{
    private static readonly HashSet<Type> Scalars =
    [
        typeof(bool), typeof(byte), typeof(short), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
        typeof(string), typeof(DateTimeOffset), typeof(TimeSpan),
    ];

    public static IEnumerable<string> CheckInterface(Type contract)
    {
        if (GrainContracts.AliasOf(contract) is null)
        {
            yield return $"{contract}: has no [Alias].";
        }

        foreach (var method in GrainContracts.Methods(contract))
        {
            var name = $"{contract.Name}.{method.Name}";
            if (GrainContracts.AliasOf(method) is null)
            {
                yield return $"{name}: has no [Alias].";
            }

            if (!method.Name.EndsWith("Async", StringComparison.Ordinal) || method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            {
                yield return $"{name}: is called ...Async and takes a CancellationToken last.";
            }

            var crossing = method.GetParameters().Select(parameter => parameter.ParameterType).Where(type => type != typeof(CancellationToken));
            foreach (var fault in crossing.Append(GrainContracts.Awaited(method.ReturnType)).OfType<Type>().SelectMany(CheckType))
            {
                yield return $"{name}: {fault}";
            }
        }

        foreach (var alias in Repeated(GrainContracts.Methods(contract).Select(GrainContracts.AliasOf)))
        {
            yield return $"{contract.Name}: two methods have the alias {alias}.";
        }
    }

    public static IEnumerable<string> CheckRecord(Type record)
    {
        if (GrainContracts.AliasOf(record) is null)
        {
            yield return $"{record}: has no [Alias].";
        }

        // The runtime fills exceptions in (stack trace, data), so they are copied; an enum is a value.
        if (!record.IsEnum && !typeof(Exception).IsAssignableFrom(record) && !record.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            yield return $"{record}: is not [Immutable].";
        }

        if (record is { IsSealed: false, IsValueType: false })
        {
            yield return $"{record}: is not sealed; the set of types that cross is closed.";
        }

        var members = record.IsEnum ? [] : GrainContracts.Members(record).ToArray();
        foreach (var member in members)
        {
            if (GrainContracts.IdOf(member) is null)
            {
                yield return $"{record.Name}.{member.Name}: has no [Id].";
            }

            if (member is PropertyInfo { SetMethod: { IsPublic: true } setter } && !IsInitOnly(setter))
            {
                yield return $"{record.Name}.{member.Name}: can be set after construction.";
            }

            foreach (var fault in CheckType(GrainContracts.TypeOf(member)))
            {
                yield return $"{record.Name}.{member.Name}: {fault}";
            }
        }

        foreach (var id in Repeated(members.Select(GrainContracts.IdOf).Where(id => id is not null)))
        {
            yield return $"{record.Name}: two members have the id {id}.";
        }
    }

    public static IEnumerable<string> CheckAliases(IEnumerable<Type> types) =>
        Repeated(types.Select(GrainContracts.AliasOf)).Select(alias => $"two types have the alias {alias}.");

    private static IEnumerable<string> CheckType(Type type)
    {
        var element = Nullable.GetUnderlyingType(type) ?? (type.IsArray ? type.GetElementType() : null);
        if (element is not null)
        {
            return CheckType(element);
        }

        var isOurs = type.Assembly == GrainContracts.Assembly || type.Assembly == typeof(ContractRule).Assembly;
        if (Scalars.Contains(type) || (isOurs && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)))
        {
            return [];
        }

        return [$"{type} may not cross; use a scalar, an array, or a record with [GenerateSerializer]."];
    }

    private static bool IsInitOnly(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static IEnumerable<T> Repeated<T>(IEnumerable<T> values) => values.GroupBy(value => value).Where(group => group.Count() > 1).Select(group => group.Key);
}
