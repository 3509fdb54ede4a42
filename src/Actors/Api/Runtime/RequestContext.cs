using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: set by a caller, seen by the grain and by those that it calls. Values are shared, so they must be immutable.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> s_values = new();

    /// <summary>Keys of the values.</summary>
    public static IEnumerable<string> Keys => Values?.Keys ?? [];

    /// <summary>The values by their keys.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values ?? ImmutableDictionary<string, object>.Empty;

    /// <summary>All values at once, as calls carry them; null = none.</summary>
    internal static ImmutableDictionary<string, object>? Values
    {
        get => s_values.Value;
        set => s_values.Value = value;
    }

    /// <summary>A value, or null.</summary>
    /// <param name="key">Its key.</param>
    public static object? Get(string key) => Values?.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls that follow in this flow of execution.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value; immutable.</param>
    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Values = (Values ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value);
    }

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(string key)
    {
        if (Values?.ContainsKey(key) != true)
        {
            return false;
        }

        var rest = Values.Remove(key);
        Values = rest.IsEmpty ? null : rest;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Values = null;
}
