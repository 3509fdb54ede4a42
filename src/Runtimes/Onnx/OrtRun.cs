using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>
/// One run of a session. Inputs are lent to ONNX Runtime where they lie, pinned for the time of the run; nothing but the tensors of
/// the answer is allocated here.
/// </summary>
internal readonly unsafe ref struct OrtRun(OrtProcess process, OrtSession session, Signature signature, ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs)
{
    private readonly OrtApi _api = process.Api;

    /// <summary>Runs it.</summary>
    /// <param name="options">Options of the run, or 0.</param>
    /// <returns>The outputs asked for.</returns>
    /// <exception cref="OrtException">ONNX Runtime cannot answer these inputs.</exception>
    /// <exception cref="InferenceFaultException">An input is not what it says, or an output is too large.</exception>
    public ImmutableArray<Tensor> Execute(nint options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, signature.Inputs.Length);
        var values = stackalloc nint[inputs.Length + outputs.Length];
        new Span<nint>(values, inputs.Length + outputs.Length).Clear();
        var isHeld = false;
        try
        {
            // A session that is disposed of meanwhile would be freed memory.
            session.DangerousAddRef(ref isHeld);
            LendAndRun(values, options, index: 0);
            return ReadOutputs(values + inputs.Length);
        }
        finally
        {
            for (var index = 0; index < inputs.Length + outputs.Length; index++)
            {
                if (values[index] != 0)
                {
                    _api.ReleaseValue(values[index]);
                }
            }

            if (isHeld)
            {
                session.DangerousRelease();
            }
        }
    }

    // One level of calls per input, each of which pins its own: there is no other way to pin any number of buffers for nothing.
    private void LendAndRun(nint* values, nint options, int index)
    {
        if (index == inputs.Length)
        {
            Run(values, options);
            return;
        }

        var tensor = inputs[index];
        if (tensor.Type == TensorType.Bytes)
        {
            values[index] = OrtStrings.Create(process, tensor);
            LendAndRun(values, options, index + 1);
            return;
        }

        var data = InputCheck.Bytes(tensor);
        byte nothing = 0;
        fixed (byte* bytes = data)
        fixed (long* shape = tensor.Shape.AsSpan())
        {
            nint value;
            _api.Check(_api.CreateTensorWithDataAsOrtValue(
                process.CpuMemory, bytes is null ? &nothing : bytes, (nuint)data.Length, shape, (nuint)tensor.Shape.Length, OrtElementTypes.NumberOf(tensor.Type), &value));
            values[index] = value;
            LendAndRun(values, options, index + 1);
        }
    }

    private void Run(nint* values, nint options)
    {
        var names = session.OutputNames;
        var asked = stackalloc nint[outputs.Length];
        for (var index = 0; index < outputs.Length; index++)
        {
            asked[index] = names[outputs[index]];
        }

        fixed (nint* inputNames = session.InputNames)
        {
            _api.Check(_api.Run(
                session.DangerousGetHandle(), options, (byte**)inputNames, values, (nuint)inputs.Length, (byte**)asked, (nuint)outputs.Length, values + inputs.Length));
        }
    }

    private ImmutableArray<Tensor> ReadOutputs(nint* values)
    {
        var tensors = new Tensor[outputs.Length];
        for (var index = 0; index < tensors.Length; index++)
        {
            tensors[index] = OutputReader.Read(_api, signature.Outputs[outputs[index]], values[index]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(tensors);
    }
}
