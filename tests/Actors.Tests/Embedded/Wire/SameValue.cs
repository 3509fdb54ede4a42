using System.Collections;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Whether two values are the same through and through; a slow and obvious reference.</summary>
internal static class SameValue
{
    public static void Check(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{path}: {expected ?? "null"} became {actual ?? "null"}");
            return;
        }

        Assert.True(expected.GetType() == actual.GetType(), $"{path}: {expected.GetType()} became {actual.GetType()}");
        switch (expected)
        {
            case float or double or Half:
                Assert.True(expected.Equals(actual) && expected.GetHashCode() == actual.GetHashCode(), $"{path}: {expected} became {actual}");
                break;
            case decimal number:
                Assert.Equal(decimal.GetBits(number), decimal.GetBits((decimal)actual));
                break;
            case DateTime time:
                Assert.True(time.Ticks == ((DateTime)actual).Ticks && time.Kind == ((DateTime)actual).Kind, path);
                break;
            case DateTimeOffset at:
                Assert.True(at.EqualsExact((DateTimeOffset)actual), path);
                break;
            case ITuple tuple:
                for (var index = 0; index < tuple.Length; index++)
                {
                    Check(tuple[index], ((ITuple)actual)[index], $"{path}.Item{index + 1}");
                }

                break;
            case string or IComparable or Index or Range or Uri:
                Assert.True(expected.Equals(actual), $"{path}: {expected} became {actual}");
                break;
            case IDictionary map:
                var (others, keys) = ((IDictionary)actual, map.Keys.Cast<object>().ToArray());
                Assert.True(map.Count == others.Count, $"{path}: {map.Count} entries became {others.Count}");
                Array.ForEach(keys, key => Check(map[key], others[key], $"{path}[{key}]"));
                break;
            case IEnumerable elements:
                CheckElements(Elements(elements), Elements((IEnumerable)actual), path);
                break;
            default:
                CheckMembers(expected, actual, path);
                break;
        }
    }

    private static void CheckElements(object?[] expected, object?[] actual, string path)
    {
        Assert.True(expected.Length == actual.Length, $"{path}: {expected.Length} elements became {actual.Length}");
        for (var index = 0; index < expected.Length; index++)
        {
            Check(expected[index], actual[index], $"{path}[{index}]");
        }
    }

    private static void CheckMembers(object expected, object actual, string path)
    {
        if (expected is Exception failure)
        {
            Assert.Equal(failure.Message, ((Exception)actual).Message);
        }

        var type = expected.GetType();
        var isPlain = type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.GetGenericTypeDefinition() == typeof(Immutable<>));
        var fields = isPlain
            ? type.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
            : WireMembers.Of(type);
        foreach (var field in fields)
        {
            Check(field.GetValue(expected), field.GetValue(actual), $"{path}.{field.Name}");
        }
    }

    /// <summary>Sets have no order, so theirs is made one. An immutable array that is none is as good as an empty one to an enumerator.</summary>
    private static object?[] Elements(IEnumerable elements)
    {
        var all = elements.Cast<object?>().ToArray();
        return elements.GetType().GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IReadOnlySet<>))
            ? [.. all.Order()]
            : all;
    }
}
