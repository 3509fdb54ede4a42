using System.Collections.Immutable;
using System.Text.Json;

namespace Berlin.Runtimes.Tensors;

/// <summary>The elements of tensors as the Open Inference Protocol writes them in JSON: row by row, flat or in arrays nested as the shape is.</summary>
/// <remarks>Numbers must fit the datatype: nothing is rounded but to the nearest FP16, FP32 or FP64. <c>BYTES</c> are strings, in UTF-8.</remarks>
public static class TensorJson
{
    /// <summary>Reads the elements of a tensor.</summary>
    /// <param name="reader">Stands on the array's beginning; afterwards on its end. The JSON is well-formed.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">Datatype of each element.</param>
    /// <param name="shape">Its shape, of which <see cref="TensorShape.Count"/> knows the elements.</param>
    /// <exception cref="TensorFormatException">Their number, nesting, kind or range is another.</exception>
    public static Tensor Read(ref Utf8JsonReader reader, string name, TensorType type, ImmutableArray<long> shape)
    {
        var count = TensorShape.Count(shape) ?? throw new ArgumentException($"A tensor cannot have the shape {TensorShape.Show(shape)}.", nameof(shape));
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new TensorFormatException("is not an array");
        }

        var elements = new ElementReader(type, count);
        var first = reader;
        first.Read();
        if (first.TokenType == JsonTokenType.StartArray)
        {
            ReadNested(ref reader, elements, shape, dimension: 0);
        }
        else
        {
            ReadRow(ref reader, elements, count, shape);
        }

        return new Tensor(name, type, shape, elements.Data);
    }

    /// <summary>Writes the elements of a tensor as one flat array.</summary>
    /// <exception cref="TensorFormatException">JSON cannot say one of them: NaN, an infinity, or bytes that are not UTF-8.</exception>
    public static void Write(Utf8JsonWriter writer, Tensor tensor)
    {
        writer.WriteStartArray();
        ElementWriter.Write(writer, tensor.Type, tensor.Data.Span);
        writer.WriteEndArray();
    }

    private static void ReadNested(ref Utf8JsonReader reader, ElementReader elements, ImmutableArray<long> shape, int dimension)
    {
        if (dimension == shape.Length - 1)
        {
            ReadRow(ref reader, elements, shape[dimension], shape);
            return;
        }

        var length = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray || dimension >= shape.Length)
            {
                throw NestedOtherwise(shape);
            }

            ReadNested(ref reader, elements, shape, dimension + 1);
            length++;
        }

        if (dimension >= shape.Length || length != shape[dimension])
        {
            throw NestedOtherwise(shape);
        }
    }

    private static void ReadRow(ref Utf8JsonReader reader, ElementReader elements, long count, ImmutableArray<long> shape)
    {
        var length = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                throw NestedOtherwise(shape);
            }

            if (length == count)
            {
                throw new TensorFormatException($"holds more than the {count} elements of a row or array in the shape {TensorShape.Show(shape)}");
            }

            elements.Add(ref reader);
            length++;
        }

        if (length != count)
        {
            throw new TensorFormatException($"holds {length} elements where the shape {TensorShape.Show(shape)} has {count}");
        }
    }

    private static TensorFormatException NestedOtherwise(ImmutableArray<long> shape) =>
        new($"is neither a flat array nor nested as the shape {TensorShape.Show(shape)} is");
}
