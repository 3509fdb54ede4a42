using System.Collections.Immutable;

namespace Berlin.Actors.Wire;

/// <summary>How the values of a <see cref="Orleans.Runtime.RequestContext"/> cross: text, whole numbers, truth values and identities.</summary>
internal static class ContextCodec
{
    /// <summary>Values that one request may carry.</summary>
    private const ulong MaxValues = 64;

    /// <summary>Part of the wire format: values never change.</summary>
    private enum Kind
    {
        Text = 0,
        Long = 1,
        Int = 2,
        Bool = 3,
        Guid = 4,
    }

    /// <exception cref="NotSupportedException">A value is of another type.</exception>
    public static void Write(WireWriter writer, ImmutableDictionary<string, object> context)
    {
        if ((ulong)context.Count > MaxValues)
        {
            throw new NotSupportedException($"The request context holds {context.Count} values; at most {MaxValues} cross between processes.");
        }

        writer.Varint((ulong)context.Count);
        foreach (var (key, value) in context)
        {
            writer.Text(key);
            WriteValue(writer, key, value);
        }
    }

    public static ImmutableDictionary<string, object> Read(ref WireReader reader)
    {
        var count = reader.Varint(MaxValues);
        var context = ImmutableDictionary.CreateBuilder<string, object>();
        for (ulong index = 0; index < count; index++)
        {
            var key = reader.Text() ?? throw WireReader.Damaged("a key of the request context is null");
            context[key] = ReadValue(ref reader);
        }

        return context.ToImmutable();
    }

    private static void WriteValue(WireWriter writer, string key, object value)
    {
        switch (value)
        {
            case string text:
                writer.Byte((byte)Kind.Text);
                writer.Text(text);
                break;
            case long number:
                writer.Byte((byte)Kind.Long);
                writer.Signed(number);
                break;
            case int number:
                writer.Byte((byte)Kind.Int);
                writer.Signed(number);
                break;
            case bool truth:
                writer.Byte((byte)Kind.Bool);
                writer.Varint(truth ? 1UL : 0);
                break;
            case Guid identity:
                writer.Byte((byte)Kind.Guid);
                WireScalars.WriteGuid(writer, identity);
                break;
            default:
                throw new NotSupportedException(
                    $"The value '{key}' of the request context is a {value.GetType()}; string, long, int, bool and Guid cross between processes.");
        }
    }

    private static object ReadValue(ref WireReader reader) => (Kind)reader.Byte() switch
    {
        Kind.Text => reader.Text() ?? throw WireReader.Damaged("a text of the request context is null"),
        Kind.Long => reader.Signed(),
        Kind.Int => (int)reader.Signed(int.MinValue, int.MaxValue),
        Kind.Bool => reader.Varint(1) != 0,
        Kind.Guid => WireScalars.ReadGuid(ref reader),
        var kind => throw WireReader.Damaged($"a value of the request context is of the kind {kind}, which does not exist"),
    };
}
