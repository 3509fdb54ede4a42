using System.Buffers.Binary;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>Tensors of texts: <c>BYTES</c> outside, strings of ONNX Runtime inside. Any bytes pass, zeros too.</summary>
internal static unsafe class OrtStrings
{
    private const int PrefixBytes = sizeof(uint);

    /// <summary>Makes ONNX Runtime's copy of a tensor; the caller releases it.</summary>
    /// <exception cref="InferenceFaultException">Its bytes are not as many texts as its shape says.</exception>
    public static nint Create(OrtProcess process, Tensor tensor)
    {
        var data = tensor.Data.Span;
        // Each text has its length of four bytes before it: a shape that promises more is refused before anything is allocated for it.
        if (TensorShape.Count(tensor.Shape) is not { } count || count > data.Length / PrefixBytes)
        {
            throw InputCheck.Mismatch(tensor);
        }

        nint value;
        fixed (long* shape = tensor.Shape.AsSpan())
        {
            process.Api.Check(process.Api.CreateTensorAsOrtValue(process.Allocator, shape, (nuint)tensor.Shape.Length, OrtElementTypes.NumberOf(TensorType.Bytes), &value));
        }

        try
        {
            Fill(process.Api, value, tensor, (nuint)count);
            return value;
        }
        catch (Exception exception) when (exception is OrtException or InferenceFaultException)
        {
            process.Api.ReleaseValue(value);
            throw;
        }
    }

    /// <summary>Copies the texts of an output, each with its length before it.</summary>
    /// <param name="api">ONNX Runtime.</param>
    /// <param name="value">The output.</param>
    /// <param name="count">How many texts it holds.</param>
    /// <exception cref="InferenceFaultException">They take more memory than one array has.</exception>
    public static byte[] Read(OrtApi api, nint value, int count)
    {
        nuint length;
        api.Check(api.GetStringTensorDataLength(value, &length));
        var room = (long)PrefixBytes * count;
        if (length > (nuint)(Array.MaxLength - room))
        {
            throw new InferenceFaultException("An output is larger than 2 GiB.");
        }

        var data = new byte[room + (long)length];
        if (count == 0)
        {
            return data;
        }

        // The texts go to the array's end, one behind the other, and from there each to its place: never over one that is still to move.
        var offsets = new nuint[count];
        fixed (byte* first = data)
        fixed (nuint* starts = offsets)
        {
            api.Check(api.GetStringTensorContent(value, first + room, length, starts, (nuint)count));
        }

        Spread(data, offsets, (int)room);
        return data;
    }

    private static void Fill(OrtApi api, nint value, Tensor tensor, nuint count)
    {
        var rest = tensor.Data.Span;
        for (nuint index = 0; index < count; index++)
        {
            if (rest.Length < PrefixBytes || BinaryPrimitives.ReadUInt32LittleEndian(rest) is var length && length > rest.Length - PrefixBytes)
            {
                throw InputCheck.Mismatch(tensor);
            }

            byte* buffer;
            api.Check(api.GetResizedStringTensorElementBuffer(value, index, length, &buffer));
            rest.Slice(PrefixBytes, (int)length).CopyTo(new Span<byte>(buffer, (int)length));
            rest = rest[(PrefixBytes + (int)length)..];
        }

        if (!rest.IsEmpty)
        {
            throw InputCheck.Mismatch(tensor);
        }
    }

    private static void Spread(Span<byte> data, ReadOnlySpan<nuint> offsets, int room)
    {
        var place = 0;
        for (var index = 0; index < offsets.Length; index++)
        {
            var start = room + (int)offsets[index];
            var end = index + 1 < offsets.Length ? room + (int)offsets[index + 1] : data.Length;
            data[start..end].CopyTo(data[(place + PrefixBytes)..]);
            BinaryPrimitives.WriteInt32LittleEndian(data[place..], end - start);
            place += PrefixBytes + end - start;
        }
    }
}
