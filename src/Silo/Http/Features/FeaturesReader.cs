using System.Text;
using System.Text.Json;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Features;

/// <summary>
/// Reads one <c>features</c> object and re-writes it canonically: names in ordinal order of their UTF-8 bytes, no
/// white space, only the escapes that JSON demands, numbers as <see cref="CanonicalNumber"/> spells them.
/// </summary>
/// <remarks>
/// Equal content gives equal bytes, which is what repeated observation ids are compared by. An instance is reused
/// for the rows of one request, and by <see cref="Rent"/> for the requests of one thread; it serves one thread.
/// </remarks>
internal sealed class FeaturesReader : IComparer<FeatureMember>
{
    /// <summary>Most rows have fewer; a larger one grows the array once for all rows of its request.</summary>
    private const int FirstMembers = 8;

    /// <summary>Larger buffers are given back to the collector after their document.</summary>
    private const int MaxKeptMembers = 64;
    private const int MaxKeptScratchBytes = 16 * 1024;

    /// <summary>Most rows have fewer members than this; they are sorted by insertion, which needs no comparer object.</summary>
    private const int MaxInserted = 16;

    [ThreadStatic]
    private static FeaturesReader? _ofThisThread;

    private readonly HttpLimitsOptions _limits;
    private readonly int _maxMembers;
    private readonly int _maxBytes;
    private readonly FeatureScratch _scratch = new();
    private FeatureMember[] _members = new FeatureMember[FirstMembers];
    private int _count;
    private bool _sorted;
    private byte[] _document = [];

    public FeaturesReader(HttpLimitsOptions limits)
    {
        _limits = limits;
        _maxMembers = limits.MaxFeatures;
        _maxBytes = limits.MaxFeaturesBytes;
    }

    /// <summary>This thread's reader, for one document that is read without an await in between; then <see cref="Return"/> it.</summary>
    public static FeaturesReader Rent(HttpLimitsOptions limits)
    {
        var kept = _ofThisThread;
        _ofThisThread = null;
        return kept?._limits == limits ? kept : new FeaturesReader(limits);
    }

    /// <summary>Ends the use of a rented reader.</summary>
    public void Return()
    {
        _document = [];
        if (_members.Length <= MaxKeptMembers && _scratch.Capacity <= MaxKeptScratchBytes)
        {
            _ofThisThread = this;
        }
    }

    /// <summary>Reads the object at whose value <paramref name="reader"/> stands, up to its end.</summary>
    /// <param name="reader">Reads a piece of <paramref name="document"/> that begins at <paramref name="origin"/>.</param>
    /// <param name="document">The request's body.</param>
    /// <param name="origin">Where in the body the reader's piece begins.</param>
    /// <param name="row">Names the row in fault texts.</param>
    /// <param name="canonical">The canonical bytes, where no fault is returned.</param>
    /// <returns>Null, or the first fault; then the reader stands somewhere inside the value.</returns>
    public JsonFault? Read(ref Utf8JsonReader reader, byte[] document, int origin, JsonPath row, out byte[] canonical)
    {
        canonical = [];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new JsonFault(JsonFaultKind.Features, $"{row.Member("features")} is {StrictJson.KindOf(reader.TokenType)}; it must be an object.");
        }

        _document = document;
        _scratch.Clear();
        _count = 0;
        _sorted = true;
        var start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader, origin, row, start) is { } fault)
            {
                return fault;
            }
        }

        if (reader.BytesConsumed - start > _maxBytes)
        {
            return TooLarge(row);
        }

        return SortMembers(row) ?? Write(row, out canonical);
    }

    /// <inheritdoc/>
    public int Compare(FeatureMember x, FeatureMember y) => NameOf(x).SequenceCompareTo(NameOf(y));

    private ReadOnlySpan<byte> NameOf(in FeatureMember member) => member.Name.In(_document, _scratch);

    private JsonFault TooLarge(JsonPath row) =>
        new(JsonFaultKind.TooLarge, $"{row.Member("features")} is larger than {_maxBytes} bytes.");

    private JsonFault? ReadMember(ref Utf8JsonReader reader, int origin, JsonPath row, long start)
    {
        if (_count == _maxMembers)
        {
            return new JsonFault(JsonFaultKind.TooLarge, $"{row.Member("features")} has more than {_maxMembers} members.");
        }

        if (reader.BytesConsumed - start > _maxBytes)
        {
            return TooLarge(row);
        }

        if (!TryReadName(ref reader, origin, out var member))
        {
            return new JsonFault(JsonFaultKind.Shape, $"{row.Member("features")} has a name with a lone surrogate: {JsonText.Show(in reader)}.");
        }

        reader.Read();
        if (reader.BytesConsumed - start > _maxBytes)
        {
            return TooLarge(row);
        }

        var fault = ReadValue(ref reader, origin, ref member);
        if (fault is not null)
        {
            var name = JsonText.Show(Encoding.UTF8.GetString(NameOf(member)));
            return fault with { Text = $"{row.Member("features")}.{name} {fault.Text}" };
        }

        Add(member);
        return null;
    }

    private void Add(in FeatureMember member)
    {
        if (_count == _members.Length)
        {
            Array.Resize(ref _members, Math.Min(2 * _count, _maxMembers));
        }

        _sorted = _sorted && (_count == 0 || Compare(_members[_count - 1], member) < 0);
        _members[_count++] = member;
    }

    private bool TryReadName(ref Utf8JsonReader reader, int origin, out FeatureMember member)
    {
        var raw = new TextSlice(origin + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, InScratch: false);
        member = new FeatureMember { Name = raw, WrittenName = raw };
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        if (JsonText.HasLoneSurrogate(reader.ValueSpan))
        {
            return false;
        }

        member.Name = _scratch.Unescape(ref reader);
        member.WrittenName = _scratch.Escape(member.Name);
        return true;
    }

    private JsonFault? ReadValue(ref Utf8JsonReader reader, int origin, ref FeatureMember member)
    {
        var at = origin + (int)reader.TokenStartIndex;
        var length = reader.ValueSpan.Length;
        switch (reader.TokenType)
        {
            case JsonTokenType.String when !reader.ValueIsEscaped:
                // With its quotes: what holds no escape is canonical as it was sent.
                member.Value = new TextSlice(at, length + 2, InScratch: false);
                return null;
            case JsonTokenType.String:
                if (JsonText.HasLoneSurrogate(reader.ValueSpan))
                {
                    return new JsonFault(JsonFaultKind.Shape, "holds a lone surrogate.");
                }

                member.Value = _scratch.Quote(_scratch.Unescape(ref reader));
                return null;
            case JsonTokenType.Number:
                return ReadNumber(ref reader, at, ref member);
            case JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                member.Value = new TextSlice(at, length, InScratch: false);
                return null;
            default:
                return new JsonFault(
                    JsonFaultKind.Features, $"is {StrictJson.KindOf(reader.TokenType)}; a feature is a string, a number, a boolean or null.");
        }
    }

    private JsonFault? ReadNumber(ref Utf8JsonReader reader, int at, ref FeatureMember member)
    {
        var raw = reader.ValueSpan;
        if (CanonicalNumber.IsCanonical(raw) && CanonicalNumber.IsSurelyFinite(raw))
        {
            member.Value = new TextSlice(at, raw.Length, InScratch: false);
            return null;
        }

        var value = reader.GetDouble();
        if (!double.IsFinite(value))
        {
            return new JsonFault(JsonFaultKind.Shape, "is a number beyond the range of a double (1.8e308).");
        }

        member.Value = _scratch.Number(raw, value == 0);
        return null;
    }

    private JsonFault? SortMembers(JsonPath row)
    {
        if (_sorted)
        {
            return null;
        }

        if (_count <= MaxInserted)
        {
            SortByInsertion(_members.AsSpan(0, _count));
        }
        else
        {
            Array.Sort(_members, 0, _count, this);
        }

        for (var index = 1; index < _count; index++)
        {
            if (Compare(_members[index - 1], _members[index]) == 0)
            {
                var name = JsonText.Show(Encoding.UTF8.GetString(NameOf(_members[index])));
                return new JsonFault(JsonFaultKind.Shape, $"{row.Member("features")} has the member {name} more than once.");
            }
        }

        return null;
    }

    private void SortByInsertion(Span<FeatureMember> members)
    {
        for (var end = 1; end < members.Length; end++)
        {
            var member = members[end];
            var at = end;
            for (; at > 0 && Compare(members[at - 1], member) > 0; at--)
            {
                members[at] = members[at - 1];
            }

            members[at] = member;
        }
    }

    private JsonFault? Write(JsonPath row, out byte[] canonical)
    {
        var length = _count == 0 ? 2 : 1;
        foreach (ref readonly var member in _members.AsSpan(0, _count))
        {
            // "name":value and the comma or brace that follows.
            length += member.WrittenName.Length + member.Value.Length + 4;
        }

        if (length > _maxBytes)
        {
            canonical = [];
            return TooLarge(row);
        }

        canonical = GC.AllocateUninitializedArray<byte>(length);
        canonical[0] = (byte)'{';
        var at = 1;
        foreach (ref readonly var member in _members.AsSpan(0, _count))
        {
            canonical[at++] = (byte)'"';
            member.WrittenName.In(_document, _scratch).CopyTo(canonical.AsSpan(at));
            at += member.WrittenName.Length;
            canonical[at++] = (byte)'"';
            canonical[at++] = (byte)':';
            member.Value.In(_document, _scratch).CopyTo(canonical.AsSpan(at));
            at += member.Value.Length;
            canonical[at++] = (byte)',';
        }

        canonical[^1] = (byte)'}';
        return null;
    }
}
