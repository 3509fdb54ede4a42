using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>What a session says that it takes and gives, in the Open Inference Protocol's types.</summary>
internal sealed unsafe class SignatureReader(OrtApi api)
{
    /// <summary>Most inputs, and most outputs, of a model; as many as a manifest names.</summary>
    public const int MaxTensors = 1024;

    private const int Tensor = 1;
    private const int Sequence = 2;

    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads it.</summary>
    /// <exception cref="ModelRefusedException">The protocol has no words for an input or output.</exception>
    public Signature Read(OrtSession session) => new(
        ReadSpecs("inputs", session, session.InputNames, api.SessionGetInputTypeInfo),
        ReadSpecs("outputs", session, session.OutputNames, api.SessionGetOutputTypeInfo));

    private ImmutableArray<TensorSpec> ReadSpecs(string group, OrtSession session, nint[] names, delegate* unmanaged<nint, nuint, nint*, nint> getType)
    {
        if (names.Length > MaxTensors)
        {
            throw new ModelRefusedException(group, string.Create(CultureInfo.InvariantCulture, $"are {names.Length}; at most {MaxTensors} can be served."));
        }

        var specs = ImmutableArray.CreateBuilder<TensorSpec>(names.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Length; index++)
        {
            var name = ReadName(group, names[index]);
            if (name.Length == 0 || !seen.Add(name))
            {
                throw new ModelRefusedException(group, $"have no name, or the same name twice: '{name}'.");
            }

            nint type;
            api.Check(getType(session.DangerousGetHandle(), (nuint)index, &type));
            try
            {
                specs.Add(ReadSpec($"{group}.{name}", name, type, isInput: group == "inputs"));
            }
            finally
            {
                api.ReleaseTypeInfo(type);
            }
        }

        return specs.MoveToImmutable();
    }

    private static string ReadName(string group, nint name)
    {
        try
        {
            return StrictText.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)name));
        }
        catch (DecoderFallbackException)
        {
            throw new ModelRefusedException(group, "have a name that is not UTF-8.");
        }
    }

    private TensorSpec ReadSpec(string field, string name, nint type, bool isInput)
    {
        int kind;
        api.Check(api.GetOnnxTypeFromTypeInfo(type, &kind));
        if (kind != Tensor)
        {
            throw new ModelRefusedException(
                field,
                kind == Sequence && !isInput
                    ? "is a sequence; only tensors can be served. A classifier of scikit-learn gives its probabilities as one tensor when it is converted with options={'zipmap': False}."
                    : "is a map, a sequence, optional or sparse; only tensors can be served.");
        }

        nint tensor;
        api.Check(api.CastTypeInfoToTensorInfo(type, &tensor));
        int element;
        api.Check(api.GetTensorElementType(tensor, &element));
        var datatype = OrtElementTypes.Find(element)
            ?? throw new ModelRefusedException(field, "is of a datatype that the Open Inference Protocol does not have; add a Cast to one that it has.");
        return new TensorSpec(name, datatype, ReadShape(field, tensor, isInput));
    }

    private ImmutableArray<long> ReadShape(string field, nint tensor, bool isInput)
    {
        if (api.TensorTypeAndShapeHasShape(tensor) == 0)
        {
            // An output's shape is known when it is there; a request without a rank to hold it to would not be checked at all.
            return isInput
                ? throw new ModelRefusedException(field, "has no shape; declare how many dimensions it has.")
                : [TensorSpec.AnyLength];
        }

        nuint rank;
        api.Check(api.GetDimensionsCount(tensor, &rank));
        if (rank > TensorShape.MaxRank)
        {
            throw new ModelRefusedException(field, string.Create(CultureInfo.InvariantCulture, $"has {rank} dimensions; at most {TensorShape.MaxRank} can be served."));
        }

        var lengths = new long[rank];
        fixed (long* first = lengths)
        {
            api.Check(api.GetDimensions(tensor, first, rank));
        }

        return [.. lengths.Select(length => length < 0 ? TensorSpec.AnyLength : length)];
    }
}
