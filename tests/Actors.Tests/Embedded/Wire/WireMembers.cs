using System.Reflection;
using System.Runtime.CompilerServices;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>The fields behind the members of a record that cross.</summary>
internal static class WireMembers
{
    public static IEnumerable<FieldInfo> Of(Type type)
    {
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType) && current != typeof(Exception); current = current.BaseType)
        {
            const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in current.GetFields(Declared))
            {
                if (field.IsDefined(typeof(IdAttribute)) || field.IsDefined(typeof(CompilerGeneratedAttribute)))
                {
                    yield return field;
                }
            }
        }
    }
}
