using System.Numerics;
using System.Text;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>Values of one piece that are more than a number or a text. Generated codecs call it.</summary>
public static class WireScalars
{
    private const int MaxDecimalScale = 28;
    private const int MaxOffsetMinutes = 14 * 60;

    /// <summary>Writes a decimal number, its scale included.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteDecimal(WireWriter writer, decimal value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        writer.Fixed128(new UInt128(Join(parts[3], parts[2]), Join(parts[1], parts[0])));
    }

    /// <summary>Reads a decimal number.</summary>
    /// <param name="reader">Where from.</param>
    public static decimal ReadDecimal(ref WireReader reader)
    {
        var bits = reader.Fixed128();
        var (upper, lower) = ((ulong)(bits >> 64), (ulong)bits);
        var flags = (uint)(upper >> 32);
        var scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00_FFFF) != 0 || scale > MaxDecimalScale)
        {
            throw WireReader.Damaged($"a decimal number has the flags {flags:X8}");
        }

        return new decimal((int)lower, (int)(lower >> 32), (int)upper, flags >> 31 != 0, (byte)scale);
    }

    /// <summary>Writes a time with its offset.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteDateTimeOffset(WireWriter writer, DateTimeOffset value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Fixed128(new UInt128((ulong)(long)value.TotalOffsetMinutes, (ulong)value.Ticks));
    }

    /// <summary>Reads a time with its offset.</summary>
    /// <param name="reader">Where from.</param>
    public static DateTimeOffset ReadDateTimeOffset(ref WireReader reader)
    {
        var bits = reader.Fixed128();
        var (minutes, ticks) = ((long)(bits >> 64), (long)bits);
        if (minutes is < -MaxOffsetMinutes or > MaxOffsetMinutes || ticks < 0 || ticks > DateTime.MaxValue.Ticks
            || ticks - (minutes * TimeSpan.TicksPerMinute) is var utc && (utc < 0 || utc > DateTime.MaxValue.Ticks))
        {
            throw WireReader.Damaged($"a time has {ticks} ticks and {minutes} minutes of offset");
        }

        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
    }

    /// <summary>Writes a time with its kind.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteDateTime(WireWriter writer, DateTime value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Fixed64(((ulong)value.Kind << 62) | (ulong)value.Ticks);
    }

    /// <summary>Reads a time with its kind.</summary>
    /// <param name="reader">Where from.</param>
    public static DateTime ReadDateTime(ref WireReader reader)
    {
        var bits = reader.Fixed64();
        var (kind, ticks) = (bits >> 62, (long)(bits & (ulong.MaxValue >> 2)));
        return kind <= (ulong)DateTimeKind.Local && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime(ticks, (DateTimeKind)kind)
            : throw WireReader.Damaged($"a time has {ticks} ticks and the kind {kind}");
    }

    /// <summary>Reads a date, written as its day number.</summary>
    /// <param name="reader">Where from.</param>
    public static DateOnly ReadDate(ref WireReader reader) => DateOnly.FromDayNumber((int)reader.Varint((ulong)DateOnly.MaxValue.DayNumber));

    /// <summary>Reads a time of day, written as its ticks.</summary>
    /// <param name="reader">Where from.</param>
    public static TimeOnly ReadTime(ref WireReader reader) => new((long)reader.Varint((ulong)TimeOnly.MaxValue.Ticks));

    /// <summary>Writes a globally unique identity.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteGuid(WireWriter writer, Guid value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        writer.Fixed128(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes));
    }

    /// <summary>Reads a globally unique identity.</summary>
    /// <param name="reader">Where from.</param>
    public static Guid ReadGuid(ref WireReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, reader.Fixed128());
        return new Guid(bytes);
    }

    /// <summary>Writes an address.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value, or null.</param>
    public static void WriteUri(WireWriter writer, Uri? value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(value?.OriginalString);
    }

    /// <summary>Reads an address, or null.</summary>
    /// <param name="reader">Where from.</param>
    public static Uri? ReadUri(ref WireReader reader) => reader.Text() is not { } text ? null
        : Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address) ? address
        : throw WireReader.Damaged("an address is none");

    /// <summary>Writes a version.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value, or null.</param>
    public static void WriteVersion(WireWriter writer, Version? value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(value?.ToString());
    }

    /// <summary>Reads a version, or null.</summary>
    /// <param name="reader">Where from.</param>
    public static Version? ReadVersion(ref WireReader reader) => reader.Text() is not { } text ? null
        : Version.TryParse(text, out var version) ? version
        : throw WireReader.Damaged("a version is none");

    /// <summary>Reads a character of Unicode, written as its number.</summary>
    /// <param name="reader">Where from.</param>
    public static Rune ReadRune(ref WireReader reader) => Rune.TryCreate((uint)reader.Varint(uint.MaxValue), out var rune)
        ? rune
        : throw WireReader.Damaged("a number names no character of Unicode");

    /// <summary>Writes a number of any length.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteBigInteger(WireWriter writer, BigInteger value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Numbers<byte>(value.ToByteArray(), isNull: false);
    }

    /// <summary>Reads a number of any length.</summary>
    /// <param name="reader">Where from.</param>
    public static BigInteger ReadBigInteger(ref WireReader reader) => new(reader.Numbers<byte>() ?? []);

    /// <summary>Writes a place in a collection.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteIndex(WireWriter writer, Index value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Varint(Bits(value));
    }

    /// <summary>Reads a place in a collection.</summary>
    /// <param name="reader">Where from.</param>
    public static Index ReadIndex(ref WireReader reader) => IndexOf(reader.Varint(uint.MaxValue));

    /// <summary>Writes a part of a collection.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteRange(WireWriter writer, Range value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Fixed64((Bits(value.Start) << 32) | Bits(value.End));
    }

    /// <summary>Reads a part of a collection.</summary>
    /// <param name="reader">Where from.</param>
    public static Range ReadRange(ref WireReader reader)
    {
        var bits = reader.Fixed64();
        return new Range(IndexOf(bits >> 32), IndexOf((uint)bits));
    }

    /// <summary>Writes a part of a grain's identity.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteIdSpan(WireWriter writer, IdSpan value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text(value.ToString());
    }

    /// <summary>Reads a part of a grain's identity.</summary>
    /// <param name="reader">Where from.</param>
    public static IdSpan ReadIdSpan(ref WireReader reader) => reader.Text() is { } text ? IdSpan.Create(text) : default;

    /// <summary>Writes a grain's identity.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void WriteGrainId(WireWriter writer, GrainId value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var block = writer.BeginBlock();
        WriteIdSpan(writer, value.Type.Value);
        WriteIdSpan(writer, value.Key);
        writer.EndBlock(block);
    }

    /// <summary>Reads a grain's identity.</summary>
    /// <param name="reader">Where from.</param>
    public static GrainId ReadGrainId(ref WireReader reader)
    {
        if (!reader.BeginBlock(0, out var outer))
        {
            throw WireReader.Damaged("a grain's identity is null");
        }

        var type = ReadIdSpan(ref reader);
        var key = ReadIdSpan(ref reader);
        reader.EndBlock(outer);
        return new GrainId(new GrainType(type), key);
    }

    private static ulong Bits(Index index) => ((ulong)index.Value << 1) | (index.IsFromEnd ? 1UL : 0);

    private static Index IndexOf(ulong bits) => new((int)(bits >> 1), (bits & 1) != 0);

    private static ulong Join(int upper, int lower) => ((ulong)(uint)upper << 32) | (uint)lower;
}
