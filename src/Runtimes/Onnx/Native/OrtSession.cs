using System.Runtime.InteropServices;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>A session of ONNX Runtime and the names of its inputs and outputs. They live until it is disposed of and no call uses it any more.</summary>
internal sealed unsafe class OrtSession : SafeHandle
{
    private readonly OrtProcess _process;

    public OrtSession(OrtProcess process, nint session)
        : base(session, ownsHandle: true)
    {
        _process = process;
        InputNames = ReadNames(process.Api.SessionGetInputCount, process.Api.SessionGetInputName);
        OutputNames = ReadNames(process.Api.SessionGetOutputCount, process.Api.SessionGetOutputName);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The inputs' names in their order: addresses of UTF-8 that ends with a zero, on memory of ONNX Runtime.</summary>
    public nint[] InputNames { get; }

    /// <summary>The outputs' names, like <see cref="InputNames"/>.</summary>
    public nint[] OutputNames { get; }

    protected override bool ReleaseHandle()
    {
        _process.Api.ReleaseSession(handle);
        foreach (var name in (nint[])[.. InputNames ?? [], .. OutputNames ?? []])
        {
            _process.Api.ReleaseStatus(_process.Api.AllocatorFree(_process.Allocator, (void*)name));
        }

        return true;
    }

    private nint[] ReadNames(delegate* unmanaged<nint, nuint*, nint> count, delegate* unmanaged<nint, nuint, nint, byte**, nint> read)
    {
        nuint length;
        _process.Api.Check(count(handle, &length));
        var names = new nint[length];
        for (nuint index = 0; index < length; index++)
        {
            byte* name;
            _process.Api.Check(read(handle, index, _process.Allocator, &name));
            names[index] = (nint)name;
        }

        return names;
    }
}
