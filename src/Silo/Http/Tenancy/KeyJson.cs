using System.Text.Json;
using Berlin.Grains.Tenancy;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>Writes keys as the API tells them.</summary>
internal static class KeyJson
{
    /// <summary>A new key with its secret.</summary>
    public static void WriteIssued(Utf8JsonWriter json, IssuedKey issued)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, issued.Key);
        WriteMembers(json, issued.Report);
        json.WriteEndObject();
    }

    /// <summary>A key in a list.</summary>
    public static void WriteListed(Utf8JsonWriter json, KeyReport key)
    {
        json.WriteStartObject();
        WriteMembers(json, key);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, KeyReport key)
    {
        json.WriteString("id"u8, key.Id);
        json.WriteStartArray("scopes"u8);
        foreach (var scope in key.Scopes)
        {
            json.WriteStringValue(scope);
        }

        json.WriteEndArray();
        json.WriteString("label"u8, key.Label);
        json.WriteString("created_at"u8, key.CreatedAt.UtcDateTime);
        WriteTime(json, "expires_at", key.ExpiresAt);
        WriteTime(json, "revoked_at", key.RevokedAt);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
