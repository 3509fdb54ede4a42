using System.Text.Json;
using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Export;

/// <summary>Writes stored observations as JSON.</summary>
internal static class ObservationJson
{
    /// <summary>What <c>POST observations</c> takes, and no more.</summary>
    public static void WriteForObserve(Utf8JsonWriter json, ExportedObservation observation)
    {
        json.WriteStartObject();
        WriteMembers(json, observation);
        json.WriteEndObject();
    }

    /// <summary>Everything that is known of it.</summary>
    public static void WriteWhole(Utf8JsonWriter json, ExportedObservation observation)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, observation.Sequence);
        WriteMembers(json, observation);
        if (observation.ObservedTarget is { } observed)
        {
            json.WriteString("observed_target"u8, observed);
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, ExportedObservation observation)
    {
        json.WriteString("id"u8, observation.Id);
        json.WriteString("at"u8, observation.At.UtcDateTime);

        // Canonical JSON, as it was checked and written when it came in.
        json.WritePropertyName("features"u8);
        json.WriteRawValue(observation.Features, skipInputValidation: true);
        json.WriteString("target"u8, observation.Target);
        if (observation.Entity is { } entity)
        {
            json.WriteString("entity"u8, entity);
        }

        if (observation.Subject is { } subject)
        {
            json.WriteString("subject"u8, subject);
        }
    }
}
