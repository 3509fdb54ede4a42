using System.Buffers;
using System.Text;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Tenancy;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>Reads what is asked of keys.</summary>
internal static class KeyBodyReader
{
    /// <summary>Longest label in characters.</summary>
    internal const int MaxLabelLength = 63;

    /// <summary>Longest time that a rotated key stays valid: 30 days.</summary>
    internal const int MaxGraceSeconds = 30 * 24 * 60 * 60;

    /// <summary>Time that a rotated key stays valid unless told: a day.</summary>
    internal const int DefaultGraceSeconds = 24 * 60 * 60;

    private const string LabelRule = "a string of 1 to 63 printable ASCII characters";
    private const int IdLength = 12;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    /// <summary>What a tenant's key may hold.</summary>
    private static readonly string[] KnownScopes = [ApiKeyScopes.Predict, ApiKeyScopes.Observe, ApiKeyScopes.Manage];

    /// <summary>Whether a text has the form of a key's id.</summary>
    public static bool IsKeyId(ReadOnlySpan<char> id) => id.Length == IdLength && !id.ContainsAnyExcept(IdCharacters);

    /// <summary>Reads <c>{"scopes":["predict"],"label":"...","expires_at":"..."}</c>.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static KeyRequest ReadRequest(JsonElement document, TimeProvider time)
    {
        JsonMembers.RequireOnly(document, "scopes", "label", "expires_at");
        return new KeyRequest { Scopes = ReadScopes(document), Label = ReadLabel(document), ExpiresAt = ReadExpiry(document, time) };
    }

    /// <summary>Reads <c>{"grace_seconds":3600}</c>.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static TimeSpan ReadGrace(JsonElement document)
    {
        JsonMembers.RequireOnly(document, "grace_seconds");
        if (!TryGet(document, "grace_seconds", out var value))
        {
            return TimeSpan.FromSeconds(DefaultGraceSeconds);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is >= 0 and <= MaxGraceSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid($"grace_seconds is not an integer from 0 to {MaxGraceSeconds}.");
    }

    private static string[] ReadScopes(JsonElement document)
    {
        if (!TryGet(document, "scopes", out var value) || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            throw Invalid($"scopes is not an array of at least one of {string.Join(", ", KnownScopes)}.");
        }

        var scopes = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !KnownScopes.Contains(item.GetString()))
            {
                throw Invalid($"scopes[{scopes.Count}] is none of {string.Join(", ", KnownScopes)}.");
            }

            if (scopes.Contains(item.GetString()!))
            {
                throw Invalid($"scopes names {item.GetString()} more than once.");
            }

            scopes.Add(item.GetString()!);
        }

        // In one order, however they were asked for.
        return [.. KnownScopes.Where(scopes.Contains)];
    }

    private static string? ReadLabel(JsonElement document)
    {
        if (!TryGet(document, "label", out var value))
        {
            return null;
        }

        var label = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return label.Length is >= 1 and <= MaxLabelLength && !label.AsSpan().ContainsAnyExceptInRange(' ', '~') ? label : throw Invalid($"label is not {LabelRule}.");
    }

    private static DateTimeOffset? ReadExpiry(JsonElement document, TimeProvider time)
    {
        if (!TryGet(document, "expires_at", out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !Rfc3339.TryParse(Encoding.UTF8.GetBytes(value.GetString()!), out var at))
        {
            throw Invalid($"expires_at is not {ObservationRules.At}.");
        }

        return at > time.GetUtcNow() ? at : throw Invalid("expires_at is past; a new key ends in the future.");
    }

    /// <summary>The member; null is as good as absent.</summary>
    private static bool TryGet(JsonElement document, string name, out JsonElement value) =>
        document.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
