using System.Buffers.Binary;
using System.Collections.Immutable;
using Berlin.Runtimes.Python.Wire;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Python.Batches;

/// <summary>Requests that one call of the model answers: their rows one after the other, and every output that one of them asks for.</summary>
internal sealed class Batch
{
    private readonly ImmutableArray<TensorSpec> _outputs;
    private readonly uint _mask;
    private readonly int _rows;

    public Batch(IReadOnlyList<PendingInference> inferences, ImmutableArray<TensorSpec> outputs)
    {
        Inferences = inferences;
        _outputs = outputs;
        _rows = inferences.Sum(inference => inference.Rows);
        foreach (var output in inferences.SelectMany(inference => inference.Outputs))
        {
            _mask |= 1u << output;
        }
    }

    public IReadOnlyList<PendingInference> Inferences { get; }

    /// <summary>Bytes of the frame, header included.</summary>
    public long FrameBytes => Frame.HeaderBytes + 8 + (4L * Inferences[0].Inputs.Length) + Inferences.Sum(inference => inference.SizeBytes);

    /// <summary>Writes the frame that asks for the answers.</summary>
    public byte[] ToFrame()
    {
        var frame = GC.AllocateUninitializedArray<byte>(checked((int)FrameBytes));
        FrameConnection.WriteHeader(frame, FrameKind.Predict, frame.Length - Frame.HeaderBytes);
        var rest = frame.AsSpan(Frame.HeaderBytes);
        rest = Write(rest, (uint)_rows);
        rest = Write(rest, _mask);
        for (var input = 0; input < Inferences[0].Inputs.Length; input++)
        {
            rest = Write(rest, (uint)Inferences.Sum(inference => inference.Inputs[input].Data.Length));
            foreach (var inference in Inferences)
            {
                inference.Inputs[input].Data.Span.CopyTo(rest);
                rest = rest[inference.Inputs[input].Data.Length..];
            }
        }

        return frame;
    }

    /// <summary>Gives each request its rows of an answer.</summary>
    /// <param name="content">Content of the frame that answers; its memory becomes that of the answers.</param>
    /// <exception cref="InvalidDataException">It is not what was asked for; no request was given anything.</exception>
    public void Complete(ReadOnlyMemory<byte> content)
    {
        var parts = new ReadOnlyMemory<byte>[_outputs.Length][];
        for (var output = 0; output < _outputs.Length; output++)
        {
            if ((_mask >> output & 1) != 0)
            {
                parts[output] = Split(_outputs[output], Next(ref content));
            }
        }

        if (content.Length > 0)
        {
            throw new InvalidDataException($"{content.Length} bytes after the last output");
        }

        for (var index = 0; index < Inferences.Count; index++)
        {
            var inference = Inferences[index];
            inference.Complete([.. inference.Outputs.Select(output => TensorOf(_outputs[output], inference.Rows, parts[output][index]))]);
        }
    }

    private static Tensor TensorOf(TensorSpec spec, int rows, ReadOnlyMemory<byte> data) => new(spec.Name, spec.Type, spec.Shape.SetItem(0, rows), data);

    private static Span<byte> Write(Span<byte> rest, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(rest, value);
        return rest[sizeof(uint)..];
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(rest.Span) is var length && length > rest.Length - sizeof(uint))
        {
            throw new InvalidDataException("an answer that is cut short");
        }

        var next = rest.Slice(sizeof(uint), (int)length);
        rest = rest[(sizeof(uint) + (int)length)..];
        return next;
    }

    private ReadOnlyMemory<byte>[] Split(TensorSpec spec, ReadOnlyMemory<byte> data)
    {
        var elements = spec.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        var parts = new ReadOnlyMemory<byte>[Inferences.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            var wanted = elements * Inferences[index].Rows;
            var length = spec.Type == TensorType.Bytes ? BytesOf(data.Span, wanted) : wanted * TensorTypes.SizeOf(spec.Type);
            if (length > data.Length)
            {
                throw new InvalidDataException($"output {spec.Name} is cut short");
            }

            parts[index] = data[..(int)length];
            data = data[(int)length..];
        }

        return data.Length == 0 ? parts : throw new InvalidDataException($"output {spec.Name} has {data.Length} bytes too many");
    }

    private static long BytesOf(ReadOnlySpan<byte> data, long elements)
    {
        var offset = 0L;
        for (var element = 0L; element < elements; element++)
        {
            if (offset + sizeof(uint) > data.Length)
            {
                return long.MaxValue;
            }

            offset += sizeof(uint) + BinaryPrimitives.ReadUInt32LittleEndian(data[(int)offset..]);
        }

        return offset;
    }
}
