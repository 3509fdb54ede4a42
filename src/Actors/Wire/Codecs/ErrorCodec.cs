using System.Collections.Frozen;
using Orleans.Runtime;
using Orleans.Storage;

namespace Berlin.Actors.Wire;

/// <summary>
/// How failures cross: those that are marked <c>[GenerateSerializer]</c> as themselves, the engine's own by their kind and text. All
/// others cross by the name of their type only: their text may hold what the caller must not see, and their type may not exist there.
/// </summary>
internal sealed class ErrorCodec(IReadOnlyDictionary<ulong, WireError> errors)
{
    private readonly FrozenDictionary<ulong, WireError> _byId = errors.ToFrozenDictionary();
    private readonly FrozenDictionary<Type, WireError> _byType = errors.Values.ToFrozenDictionary(error => error.Type);

    /// <summary>Part of the wire format: values never change.</summary>
    private enum Kind
    {
        Foreign = 0,
        Marked = 1,
        Unavailable = 2,
        Limit = 3,
        Rejection = 4,
        Engine = 5,
        Timeout = 6,
        Cancelled = 7,
        Inconsistent = 8,
        NotSupported = 9,
    }

    public void Write(WireWriter writer, Exception error)
    {
        if (_byType.TryGetValue(error.GetType(), out var marked))
        {
            writer.Byte((byte)Kind.Marked);
            writer.Fixed64(marked.Id);
            marked.Write(writer, error);
            return;
        }

        var kind = KindOf(error);
        writer.Byte((byte)kind);
        writer.Text(kind == Kind.Foreign ? error.GetType().FullName : error.Message);
    }

    public Exception Read(ref WireReader reader)
    {
        var kind = (Kind)reader.Byte();
        if (kind == Kind.Marked)
        {
            var id = reader.Fixed64();
            return _byId.TryGetValue(id, out var marked)
                ? marked.Read(ref reader) ?? throw WireReader.Damaged("an exception is null")
                : new OrleansException($"The call failed by an exception that this version does not know ({id:X16}).");
        }

        var text = reader.Text() ?? string.Empty;
        return kind switch
        {
            Kind.Foreign => new OrleansException($"The call failed by {text}; the silo that ran it may have logged more."),
            Kind.Unavailable => new SiloUnavailableException(text),
            Kind.Limit => new LimitExceededException(text),
            Kind.Rejection => new OrleansMessageRejectionException(text),
            Kind.Timeout => new TimeoutException(text),
            Kind.Cancelled => new OperationCanceledException(text),
            Kind.Inconsistent => new InconsistentStateException(text) { IsAtSource = false },
            Kind.NotSupported => new NotSupportedException(text),
            _ => new OrleansException(text),
        };
    }

    private static Kind KindOf(Exception error) => error switch
    {
        SiloUnavailableException => Kind.Unavailable,
        LimitExceededException => Kind.Limit,
        OrleansMessageRejectionException => Kind.Rejection,
        InconsistentStateException => Kind.Inconsistent,
        OrleansException => Kind.Engine,
        TimeoutException => Kind.Timeout,
        OperationCanceledException => Kind.Cancelled,
        NotSupportedException => Kind.NotSupported,
        _ => Kind.Foreign,
    };
}
