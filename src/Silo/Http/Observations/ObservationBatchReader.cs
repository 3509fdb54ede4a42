using System.Text.Json;
using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Observations;

/// <summary>
/// Reads a request's observations. A fault inside a row refuses that row; a body that is not well-formed JSON, or not
/// <c>{"observations":[...]}</c>, refuses the request. In lines of JSON each line stands for itself.
/// </summary>
internal static class ObservationBatchReader
{
    private const string Collection = "observations";

    /// <summary>Reads <c>{"observations":[...]}</c>.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>, <c>observation.id_missing</c>.</exception>
    public static ObservationBatch ReadJson(RequestBody body, HttpLimitsOptions limits, string? idempotencyKey)
    {
        if (StrictJson.FindTextFault(body.Bytes) is { } textFault)
        {
            throw StrictJson.Malformed(textFault);
        }

        try
        {
            return ReadWhole(body, limits, idempotencyKey);
        }
        catch (JsonException exception)
        {
            throw StrictJson.Malformed(StrictJson.Describe(exception));
        }
    }

    /// <summary>Reads one observation per line; blank lines are passed over and do not count.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>, <c>observation.id_missing</c>.</exception>
    public static ObservationBatch ReadLines(RequestBody body, HttpLimitsOptions limits, string? idempotencyKey)
    {
        var batch = new ObservationBatch();
        var rows = new ObservationRowReader(body.Buffer, limits, idempotencyKey);
        var start = 0;
        while (start < body.Length)
        {
            var rest = body.Bytes[start..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (line.ContainsAnyExcept(" \t\r"u8))
            {
                RequireRoom(batch, limits);
                ReadLine(line, start, rows, batch);
            }

            start += line.Length + 1;
        }

        return RequireRows(batch);
    }

    private static void ReadLine(ReadOnlySpan<byte> line, int origin, ObservationRowReader rows, ObservationBatch batch)
    {
        var path = new JsonPath(Collection, batch.Count);
        if (StrictJson.FindTextFault(line) is { } textFault)
        {
            batch.Add(null, new JsonFault(JsonFaultKind.Shape, $"{path} is not well-formed JSON: {textFault}."));
            return;
        }

        try
        {
            var reader = StrictJson.Open(line);
            reader.Read();
            var fault = rows.Read(ref reader, origin, path, out var observation);
            reader.Read();
            batch.Add(observation, fault);
        }
        catch (JsonException exception)
        {
            batch.Add(null, new JsonFault(JsonFaultKind.Shape, $"{path} is not well-formed JSON: {StrictJson.Describe(exception)}."));
        }
    }

    private static ObservationBatch ReadWhole(RequestBody body, HttpLimitsOptions limits, string? idempotencyKey)
    {
        var reader = StrictJson.Open(body.Bytes);
        try
        {
            return ReadDocument(ref reader, body, limits, idempotencyKey);
        }
        catch (BerlinException)
        {
            // A body that is no JSON is told so, whatever else was found before its fault.
            while (reader.Read())
            {
            }

            throw;
        }
    }

    private static ObservationBatch ReadDocument(ref Utf8JsonReader reader, RequestBody body, HttpLimitsOptions limits, string? idempotencyKey)
    {
        ObservationBatch? batch = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"The body is {StrictJson.KindOf(reader.TokenType)}; it must be an object with the member {Collection}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!JsonText.Is(in reader, "observations"u8))
            {
                throw Invalid($"The body has the member {JsonText.Show(in reader)}; it takes {Collection} only.");
            }

            if (batch is not null)
            {
                throw Invalid($"The body has the member {Collection} more than once.");
            }

            batch = new ObservationBatch();
            ReadArray(ref reader, new ObservationRowReader(body.Buffer, limits, idempotencyKey), limits, batch);
        }

        // Only the end is left: what follows the closing brace is malformed.
        reader.Read();
        return RequireRows(batch ?? throw Invalid($"The body lacks the member {Collection}."));
    }

    private static void ReadArray(ref Utf8JsonReader reader, ObservationRowReader rows, HttpLimitsOptions limits, ObservationBatch batch)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Invalid($"{Collection} is {StrictJson.KindOf(reader.TokenType)}; it must be an array of objects.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            RequireRoom(batch, limits);
            var fault = rows.Read(ref reader, origin: 0, new JsonPath(Collection, batch.Count), out var observation);
            batch.Add(observation, fault);
        }
    }

    private static void RequireRoom(ObservationBatch batch, HttpLimitsOptions limits)
    {
        if (batch.Count == limits.MaxObservations)
        {
            throw new BerlinException(ErrorCodes.RequestTooLarge, $"The request holds more than {limits.MaxObservations} observations.");
        }
    }

    private static ObservationBatch RequireRows(ObservationBatch batch) =>
        batch.Count > 0 ? batch : throw Invalid("The request holds no observation; it must hold at least one.");

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
