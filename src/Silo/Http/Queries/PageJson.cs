using System.Text.Json;

namespace Berlin.Silo.Http.Queries;

/// <summary>Writes one page of a list: <c>{"&lt;name&gt;":[...],"next":...}</c>.</summary>
internal static class PageJson
{
    /// <summary>Writes at most <paramref name="limit"/> of <paramref name="found"/>, of which one more was asked for: it tells whether there is a next page.</summary>
    /// <param name="json">Where the page goes.</param>
    /// <param name="name">Member that holds the items.</param>
    /// <param name="found">Up to one item more than the page takes.</param>
    /// <param name="limit">Most items of the page.</param>
    /// <param name="write">Writes an item.</param>
    /// <param name="keyOf">What <c>after</c> of the next page is, by the last item of this one.</param>
    public static void Write<T>(Utf8JsonWriter json, string name, T[] found, int limit, Action<Utf8JsonWriter, T> write, Func<T, string> keyOf)
    {
        var shown = found.AsSpan(0, Math.Min(found.Length, limit));
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in shown)
        {
            write(json, item);
        }

        json.WriteEndArray();
        json.WriteString("next"u8, found.Length > limit ? keyOf(shown[^1]) : null);
        json.WriteEndObject();
    }
}
