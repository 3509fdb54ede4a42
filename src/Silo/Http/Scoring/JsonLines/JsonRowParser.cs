using System.Text;
using System.Text.Json;
using Berlin.Grains;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Scoring.JsonLines;

/// <summary>Reads <c>{"features":{...},"id":"...","entity":"..."}</c>. Used again for each row; serves one thread.</summary>
internal sealed class JsonRowParser(HttpLimitsOptions limits)
{
    /// <summary>Raw length of the longest text that a rule allows, whose every character is sent as an escape.</summary>
    private const int MaxEscapedBytes = 6 * ObservationRules.MaxIdLength;

    /// <summary>One row per line: faults name the member alone.</summary>
    private static readonly JsonPath Row = new(null, 0);

    private static readonly Func<ReadOnlySpan<byte>, bool> IdRule = ObservationRules.IsId;
    private static readonly Func<ReadOnlySpan<byte>, bool> EntityRule = ObservationRules.IsEntity;

    private readonly FeaturesReader _features = new(limits);
    private readonly byte[] _scratch = new byte[MaxEscapedBytes];

    /// <summary>Reads one line and adds it, or its fault, to the slice.</summary>
    /// <param name="buffer">Holds the line.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Its length without the line end.</param>
    /// <param name="slice">Receives the row.</param>
    public void Parse(byte[] buffer, int start, int length, RowSlice slice)
    {
        var line = buffer.AsSpan(start, length);
        if (StrictJson.FindTextFault(line) is { } textFault)
        {
            slice.Add(Malformed(textFault), id: null);
            return;
        }

        var draft = default(Draft);
        RowFault? fault;
        try
        {
            var reader = StrictJson.Open(line);
            fault = ReadRow(ref reader, buffer, start, ref draft);

            // A line that is no JSON is told so, whatever else was found before its fault.
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            fault = Malformed(StrictJson.Describe(exception));
        }

        if (fault is not null)
        {
            slice.Add(fault, draft.Id);
            return;
        }

        slice.Add(draft.Features!, draft.Id, draft.Entity);
    }

    private static RowFault Malformed(string reason) => Shape($"The row is not well-formed JSON: {reason}.");

    private static RowFault Shape(string text) => new(ErrorCodes.RequestInvalid, text);

    private RowFault? ReadRow(ref Utf8JsonReader reader, byte[] buffer, int start, ref Draft draft)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Shape($"The row is {StrictJson.KindOf(reader.TokenType)}; it must be an object with the member features.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader, buffer, start, ref draft) is { } fault)
            {
                return fault;
            }
        }

        return draft.Features is null ? Shape("features is missing.") : null;
    }

    private RowFault? ReadMember(ref Utf8JsonReader reader, byte[] buffer, int start, ref Draft draft)
    {
        var isFeatures = JsonText.Is(in reader, "features"u8);
        var isId = !isFeatures && JsonText.Is(in reader, "id"u8);
        if (!isFeatures && !isId && !JsonText.Is(in reader, "entity"u8))
        {
            return Shape($"The row has the member {JsonText.Show(in reader)}; it takes features, id and entity.");
        }

        if (isFeatures ? draft.Features is not null : isId ? draft.HasId : draft.HasEntity)
        {
            return Shape($"The row has the member {JsonText.Show(in reader)} more than once.");
        }

        reader.Read();
        if (isFeatures)
        {
            return ReadFeatures(ref reader, buffer, start, ref draft);
        }

        if (isId)
        {
            draft.HasId = true;
            return ReadText(in reader, "id", IdRule, ObservationRules.Id, out draft.Id);
        }

        draft.HasEntity = true;
        return ReadText(in reader, "entity", EntityRule, ObservationRules.Entity, out draft.Entity);
    }

    private RowFault? ReadFeatures(ref Utf8JsonReader reader, byte[] buffer, int start, ref Draft draft)
    {
        var fault = _features.Read(ref reader, buffer, start, Row, out var canonical);
        draft.Features = canonical;
        return fault is null ? null : new RowFault(CodeOf(fault.Kind), fault.Text);
    }

    private static string CodeOf(JsonFaultKind kind) => kind switch
    {
        JsonFaultKind.TooLarge => ErrorCodes.RequestTooLarge,
        JsonFaultKind.Features => ErrorCodes.FeaturesInvalid,
        _ => ErrorCodes.RequestInvalid,
    };

    private RowFault? ReadText(ref readonly Utf8JsonReader reader, string name, Func<ReadOnlySpan<byte>, bool> fits, string rule, out string? value)
    {
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return Shape($"{name} is {StrictJson.KindOf(reader.TokenType)}; it must be {rule}.");
        }

        if (reader.ValueSpan.Length > MaxEscapedBytes || !JsonText.TryGetUtf8(in reader, _scratch, out var text) || !fits(text))
        {
            return Shape($"{name} is not {rule}.");
        }

        value = Encoding.UTF8.GetString(text);
        return null;
    }

    /// <summary>What has been read of a row.</summary>
    private struct Draft
    {
        public byte[]? Features;
        public string? Id;
        public string? Entity;
        public bool HasId;
        public bool HasEntity;
    }
}
