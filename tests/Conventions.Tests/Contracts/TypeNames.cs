using System.Reflection;

namespace Berlin.Conventions.Tests.Contracts;

/// <summary>Types as C# writes them, nullability included, Berlin's records by their alias: a C# name may change, an alias may not.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static string Of(NullabilityInfo info) => Of(info.Type, info);

    private static string Of(Type type, NullabilityInfo info)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Simple(underlying) + "?";
        }

        var mark = !type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{Of(info.ElementType!)}[]{mark}";
        }

        if (type.IsGenericType)
        {
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(Of))}>{mark}";
        }

        return Simple(type) + mark;
    }

    private static string Simple(Type type) => Keywords.GetValueOrDefault(type) ?? GrainContracts.AliasOf(type) ?? type.Name;
}
