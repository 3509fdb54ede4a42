using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>
/// A request: kind, number, options; the method's number (8 bytes); the sender's view version; how many silos have handed it on; how long the
/// caller still waits, in milliseconds; the grain; the calling grain and the request context where there are any; the arguments.
/// </summary>
internal static class RequestFrame
{
    /// <summary>Part of the wire format: values never change.</summary>
    [Flags]
    public enum Options
    {
        None = 0,
        HasSource = 1,
        HasContext = 2,
        HasDeadline = 4,
    }

    /// <exception cref="NotSupportedException">Something in it does not cross between processes.</exception>
    public static void Write(WireWriter writer, ulong number, Invocation call)
    {
        var waits = RemainingMilliseconds(call);
        var options = (call.Source is null ? Options.None : Options.HasSource)
            | (call.Context is null ? Options.None : Options.HasContext)
            | (waits is null ? Options.None : Options.HasDeadline);
        writer.Byte((byte)FrameKind.Request);
        writer.Varint(number);
        writer.Varint((ulong)options);
        writer.Fixed64(call.Method.WireId);
        writer.Varint((ulong)call.ViewVersion);
        writer.Varint((ulong)call.Hops);
        if (waits is { } milliseconds)
        {
            writer.Varint(milliseconds);
        }

        WriteGrain(writer, call.Target);
        if (call.Source is { } source)
        {
            WriteGrain(writer, source);
        }

        if (call.Context is { } context)
        {
            ContextCodec.Write(writer, context);
        }

        call.EncodeArguments(writer);
    }

    /// <summary>Reads everything after the method's number.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="options">What the request has.</param>
    /// <param name="call">Takes it.</param>
    /// <param name="types">Knows the names of grain types.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <returns>The timestamp after which the caller no longer waits.</returns>
    public static long Read(ref WireReader reader, Options options, Invocation call, GrainTypeNames types, CoarseClock clock)
    {
        call.ViewVersion = (long)reader.Varint(long.MaxValue);
        call.Hops = (int)reader.Varint(byte.MaxValue);
        var deadline = options.HasFlag(Options.HasDeadline)
            ? clock.ReadExactly() + clock.Ticks(TimeSpan.FromMilliseconds(reader.Varint(uint.MaxValue)))
            : long.MaxValue;
        call.Target = ReadGrain(ref reader, types);
        if (options.HasFlag(Options.HasSource))
        {
            call.Source = ReadGrain(ref reader, types);
        }

        if (options.HasFlag(Options.HasContext))
        {
            call.Context = ContextCodec.Read(ref reader);
        }

        call.DecodeArguments(ref reader);
        return reader.IsAtEnd ? deadline : throw WireReader.Damaged($"bytes follow the arguments of {call.Method}");
    }

    private static ulong? RemainingMilliseconds(Invocation call)
    {
        var remaining = call.Follower?.RemainingOf(call) ?? Timeout.InfiniteTimeSpan;
        return remaining == Timeout.InfiniteTimeSpan ? null : (ulong)Math.Clamp(remaining.TotalMilliseconds, 0, uint.MaxValue);
    }

    private static void WriteGrain(WireWriter writer, GrainId grain)
    {
        writer.Text(grain.Type.Value.ToString());
        writer.Text(grain.Key.ToString());
    }

    private static GrainId ReadGrain(ref WireReader reader, GrainTypeNames types)
    {
        var type = types.Read(ref reader);
        return GrainId.Create(type, reader.Text() ?? throw WireReader.Damaged("a grain's key is null"));
    }
}
