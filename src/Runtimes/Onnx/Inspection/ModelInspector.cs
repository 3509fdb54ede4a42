using System.Globalization;
using System.Text;
using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Onnx.Inspection;

/// <summary>
/// Reads an ONNX file before ONNX Runtime does, and refuses what would make that open other files, take an address in its own memory
/// for a tensor, write where it should not, or grow out of proportion: data outside of the file, operators of other domains, functions,
/// floods of small messages.
/// </summary>
/// <remarks>
/// Source: onnx.proto of ONNX 1.18; the field numbers are its own. Everything that can hold a tensor, an operator or a graph is visited,
/// at any depth. What passes is no promise that ONNX Runtime takes it. Cost: one pass, nothing is copied.
/// </remarks>
internal sealed class ModelInspector
{
    /// <summary>Messages inside messages: as deep as the Protocol Buffers library itself goes.</summary>
    public const int MaxDepth = 100;

    /// <summary>Operators, attributes, tensors and graphs of a file; an empty one of two bytes takes some hundred in memory.</summary>
    public const int MaxMessages = 1_000_000;

    /// <summary>Texts and other small parts, of which a large forest has some millions.</summary>
    public const int MaxParts = 16_000_000;

    private const int MaxQuotedLength = 80;

    private readonly string _file;
    private readonly bool _allowsContributed;
    private int _messages;
    private int _parts;

    private ModelInspector(string file, bool allowsContributed)
    {
        _file = file;
        _allowsContributed = allowsContributed;
    }

    /// <summary>Inspects a file.</summary>
    /// <param name="model">Its bytes.</param>
    /// <param name="file">Its name, for texts.</param>
    /// <param name="allowsContributed">Whether operators of <c>com.microsoft</c> may be in it.</param>
    /// <exception cref="ModelRefusedException">It must not be given to ONNX Runtime.</exception>
    public static void Inspect(ReadOnlySpan<byte> model, string file, bool allowsContributed)
    {
        // ONNX Runtime has a format of its own, known by these bytes; it would be a second way to the same dangers.
        if (model.Length >= 8 && model[4..8].SequenceEqual("ORTM"u8))
        {
            throw new ModelRefusedException(file, "is in ONNX Runtime's own format; an ONNX model is expected.");
        }

        if (model.IsEmpty)
        {
            throw new ModelRefusedException(file, "is empty.");
        }

        try
        {
            new ModelInspector(file, allowsContributed).Visit(model, MessageKind.Model, depth: 0);
        }
        catch (InvalidDataException fault)
        {
            throw new ModelRefusedException(file, $"is no ONNX model: {fault.Message}.");
        }
    }

    private void Visit(ReadOnlySpan<byte> message, MessageKind kind, int depth)
    {
        Bound(depth, MaxDepth, "messages inside each other");
        Bound(++_messages, MaxMessages, "operators, attributes and tensors");
        var name = ReadOnlySpan<byte>.Empty;
        var operation = ReadOnlySpan<byte>.Empty;
        var domain = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(message);
        while (reader.TryReadField(out var field, out var type))
        {
            if (type != WireType.LengthDelimited)
            {
                VisitNumber(ref reader, kind, field, type, name);
                continue;
            }

            Bound(++_parts, MaxParts, "parts");
            var content = reader.ReadBytes();
            switch (kind, field)
            {
                case (MessageKind.Tensor, 8): name = content; break;
                case (MessageKind.Tensor, 13): throw KeptElsewhere(name);
                case (MessageKind.Node, 4): operation = content; break;
                case (MessageKind.Node, 7): domain = content; break;
                case (MessageKind.Model, 25): throw new ModelRefusedException(_file, "defines functions of its own; inline them (onnx.inliner.inline_local_functions) and save it again.");
                default:
                    if (KindOf(kind, field) is var inner and not MessageKind.Skipped)
                    {
                        Visit(content, inner, depth + 1);
                    }

                    break;
            }
        }

        if (kind == MessageKind.Node)
        {
            CheckOperator(operation, domain);
        }
    }

    /// <summary>What a field of a message holds.</summary>
    private static MessageKind KindOf(MessageKind kind, int field) => (kind, field) switch
    {
        (MessageKind.Model, 7) => MessageKind.Graph,
        (MessageKind.Model, 20) => MessageKind.Training,
        (MessageKind.Training, 1 or 2) => MessageKind.Graph,
        (MessageKind.Graph, 1) => MessageKind.Node,
        (MessageKind.Graph, 5) => MessageKind.Tensor,
        (MessageKind.Graph, 15) => MessageKind.SparseTensor,
        (MessageKind.Node, 5) => MessageKind.Attribute,
        (MessageKind.Attribute, 5 or 10) => MessageKind.Tensor,
        (MessageKind.Attribute, 6 or 11) => MessageKind.Graph,
        (MessageKind.Attribute, 22 or 23) => MessageKind.SparseTensor,
        (MessageKind.SparseTensor, 1 or 2) => MessageKind.Tensor,
        _ => MessageKind.Skipped,
    };

    private static string Quote(ReadOnlySpan<byte> text) =>
        string.Concat(Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxQuotedLength)]).Select(symbol => char.IsControl(symbol) ? '?' : symbol));

    private void CheckOperator(ReadOnlySpan<byte> operation, ReadOnlySpan<byte> domain)
    {
        var isServed = domain.IsEmpty || domain.SequenceEqual("ai.onnx"u8) || domain.SequenceEqual("ai.onnx.ml"u8) || (_allowsContributed && domain.SequenceEqual("com.microsoft"u8));
        if (!isServed)
        {
            throw new ModelRefusedException(
                _file, $"uses the operator '{Quote(operation)}' of the domain '{Quote(domain)}'; only operators of {(_allowsContributed ? "ai.onnx, ai.onnx.ml and com.microsoft" : "ai.onnx and ai.onnx.ml")} can be served.");
        }

        // ONNX Runtime 1.30 writes outside of its memory where one of the dimensions that the operator names is negative.
        if (operation.SequenceEqual("FeatureVectorizer"u8))
        {
            throw new ModelRefusedException(_file, "uses the operator 'FeatureVectorizer', which is not safe to run; use Concat in its place.");
        }
    }

    private void VisitNumber(ref WireReader reader, MessageKind kind, int field, WireType type, ReadOnlySpan<byte> name)
    {
        if (type != WireType.Varint)
        {
            reader.Skip(type);
        }
        else if (reader.ReadVarint() != 0 && kind == MessageKind.Tensor && field == 14)
        {
            // data_location: 0 is "in this file", 1 is "in another", and there are no others.
            throw KeptElsewhere(name);
        }
    }

    private ModelRefusedException KeptElsewhere(ReadOnlySpan<byte> tensor) =>
        new(_file, $"keeps the data of the tensor '{Quote(tensor)}' in another file; save the model as one file.");

    private void Bound(int count, int most, string what)
    {
        if (count > most)
        {
            throw new ModelRefusedException(_file, string.Create(CultureInfo.InvariantCulture, $"has more than {most:N0} {what}."));
        }
    }
}
