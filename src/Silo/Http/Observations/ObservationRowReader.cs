using System.Text;
using System.Text.Json;
using Berlin.Grains.Training;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Observations;

/// <summary>Reads one observation. Reused for the rows of one request; serves one thread.</summary>
internal sealed class ObservationRowReader(byte[] document, HttpLimitsOptions limits, string? idempotencyKey)
{
    /// <summary>Raw length of the longest text whose every character is sent as a pair of escapes.</summary>
    private const int MaxEscapedBytes = 12 * ObservationRules.MaxTargetLength;

    private static readonly TextRule IdRule = ObservationRules.IsId;
    private static readonly TextRule TargetRule = ObservationRules.IsTarget;
    private static readonly TextRule EntityRule = ObservationRules.IsEntity;

    private readonly FeaturesReader _features = new(limits);
    private byte[]? _scratch;

    /// <summary>Whether a text fits the rule of its member.</summary>
    private delegate bool TextRule(ReadOnlySpan<byte> text);

    [Flags]
    private enum Members
    {
        None = 0,
        Id = 1,
        At = 2,
        Features = 4,
        Target = 8,
        Entity = 16,
        Subject = 32,
    }

    /// <summary>Reads the value at which <paramref name="reader"/> stands, to its end also where it is at fault.</summary>
    /// <param name="reader">Reads a piece of the body that begins at <paramref name="origin"/>.</param>
    /// <param name="origin">Where in the body the reader's piece begins.</param>
    /// <param name="row">Which row it is.</param>
    /// <param name="observation">The observation, where no fault is returned.</param>
    /// <exception cref="JsonException">The document is malformed.</exception>
    public JsonFault? Read(ref Utf8JsonReader reader, int origin, JsonPath row, out Observation? observation)
    {
        observation = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var kind = StrictJson.KindOf(reader.TokenType);
            reader.Skip();
            return Shape($"{row} is {kind}; an observation is an object.");
        }

        var depth = reader.CurrentDepth;
        var draft = default(Draft);
        var fault = ReadMembers(ref reader, origin, row, ref draft) ?? Complete(row, in draft, out observation);
        while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth)
        {
            reader.Read();
        }

        return fault;
    }

    private static JsonFault Shape(string text) => new(JsonFaultKind.Shape, text);

    private JsonFault? ReadMembers(ref Utf8JsonReader reader, int origin, JsonPath row, ref Draft draft)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            if (member == Members.None)
            {
                return Shape($"{row} has the member {JsonText.Show(in reader)}, which an observation does not have.");
            }

            if ((draft.Seen & member) != 0)
            {
                return Shape($"{row} has the member {JsonText.Show(in reader)} more than once.");
            }

            draft.Seen |= member;
            reader.Read();
            if (ReadMember(ref reader, origin, row, member, ref draft) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static Members MemberOf(ref readonly Utf8JsonReader reader) =>
        JsonText.Is(in reader, "features"u8) ? Members.Features
        : JsonText.Is(in reader, "target"u8) ? Members.Target
        : JsonText.Is(in reader, "id"u8) ? Members.Id
        : JsonText.Is(in reader, "at"u8) ? Members.At
        : JsonText.Is(in reader, "entity"u8) ? Members.Entity
        : JsonText.Is(in reader, "subject"u8) ? Members.Subject
        : Members.None;

    private JsonFault? ReadMember(ref Utf8JsonReader reader, int origin, JsonPath row, Members member, ref Draft draft)
    {
        switch (member)
        {
            case Members.Features:
                return _features.Read(ref reader, document, origin, row, out draft.Features);
            case Members.Target:
                return ReadText(ref reader, row, "target", TargetRule, ObservationRules.Target, out draft.Target);
            case Members.Id:
                return ReadOptional(ref reader, row, "id", IdRule, ObservationRules.Id, out draft.Id);
            case Members.Entity:
                return ReadOptional(ref reader, row, "entity", EntityRule, ObservationRules.Entity, out draft.Entity);
            case Members.Subject:
                return ReadOptional(ref reader, row, "subject", EntityRule, ObservationRules.Entity, out draft.Subject);
            default:
                return ReadTime(ref reader, row, out draft.At);
        }
    }

    private JsonFault? ReadOptional(
        ref Utf8JsonReader reader, JsonPath row, string name, TextRule fits, string rule, out string? value)
    {
        value = null;
        return reader.TokenType == JsonTokenType.Null ? null : ReadText(ref reader, row, name, fits, rule, out value);
    }

    private JsonFault? ReadText(
        ref Utf8JsonReader reader, JsonPath row, string name, TextRule fits, string rule, out string? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return Shape($"{row.Member(name)} is {StrictJson.KindOf(reader.TokenType)}; it must be {rule}.");
        }

        if (!TryGetText(ref reader, out var text))
        {
            return Shape($"{row.Member(name)} holds a lone surrogate; it must be {rule}.");
        }

        if (!fits(text))
        {
            return Shape($"{row.Member(name)} is not {rule}.");
        }

        value = Encoding.UTF8.GetString(text);
        return null;
    }

    private JsonFault? ReadTime(ref Utf8JsonReader reader, JsonPath row, out DateTimeOffset? at)
    {
        at = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return Shape($"{row.Member("at")} is {StrictJson.KindOf(reader.TokenType)}; it must be {ObservationRules.At}.");
        }

        if (!TryGetText(ref reader, out var text) || !Rfc3339.TryParse(text, out var time))
        {
            return Shape($"{row.Member("at")} is not {ObservationRules.At}.");
        }

        at = time;
        return null;
    }

    /// <summary>The token's text, cut where it is longer than any rule allows; false where it holds a lone surrogate.</summary>
    private bool TryGetText(ref readonly Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        if (reader.ValueIsEscaped && reader.ValueSpan.Length > MaxEscapedBytes)
        {
            text = reader.ValueSpan;
            return !JsonText.HasLoneSurrogate(text);
        }

        _scratch = reader.ValueIsEscaped ? _scratch ?? new byte[MaxEscapedBytes] : _scratch;
        return JsonText.TryGetUtf8(in reader, _scratch, out text);
    }

    private JsonFault? Complete(JsonPath row, in Draft draft, out Observation? observation)
    {
        observation = null;
        if (draft.Id is null && idempotencyKey is null)
        {
            return new JsonFault(
                JsonFaultKind.IdMissing, $"{row.Member("id")} is missing and the request has no header Idempotency-Key; one of them identifies the observation.");
        }

        if ((draft.Seen & Members.Features) == 0)
        {
            return Shape($"{row.Member("features")} is missing.");
        }

        if (draft.Target is null)
        {
            return Shape($"{row.Member("target")} is missing; it must be {ObservationRules.Target}.");
        }

        observation = new Observation
        {
            Index = row.Index,
            Id = draft.Id ?? $"{idempotencyKey}/{row.Index}",
            At = draft.At,
            Features = draft.Features,
            Target = draft.Target,
            Entity = draft.Entity,
            Subject = draft.Subject,
        };
        return null;
    }

    /// <summary>What has been read of one observation.</summary>
    private struct Draft
    {
        public Members Seen;
        public string? Id;
        public DateTimeOffset? At;
        public byte[] Features;
        public string? Target;
        public string? Entity;
        public string? Subject;
    }
}
