using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>What a process holds of ONNX Runtime, once and until it ends: the library, its environment and what that shares.</summary>
/// <remarks>ONNX Runtime itself allows one environment in a process. This is why there is static state here.</remarks>
internal sealed unsafe class OrtProcess
{
    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;

    private static readonly Lock Gate = new();
    private static OrtProcess? s_opened;

    private readonly nint _environment;

    private OrtProcess(OrtApi api, OnnxOptions options)
    {
        Api = api;
        _environment = OrtEnvironment.Create(api, options);
        nint memory;
        api.Check(api.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &memory));
        CpuMemory = memory;
        nint allocator;
        api.Check(api.GetAllocatorWithDefaultOptions(&allocator));
        Allocator = allocator;
        // The first session also makes what all later ones share; this one pays for it, and no version is charged with it.
        CreateSession(OrtEnvironment.SmallestModel, CancellationToken.None).Dispose();
    }

    public OrtApi Api { get; }

    /// <summary>Says of a tensor that it lies in ordinary memory.</summary>
    public nint CpuMemory { get; }

    /// <summary>Makes tensors of texts, and frees names.</summary>
    public nint Allocator { get; }

    /// <summary>Opens the library, or returns the one that is open.</summary>
    /// <exception cref="RuntimeUnavailableException">It is not there, or is not what it should be.</exception>
    public static OrtProcess Open(OnnxOptions options)
    {
        if (!File.Exists(options.LibraryPath))
        {
            throw new RuntimeUnavailableException("This server has no ONNX Runtime; its operator installs it with scripts/fetch-onnxruntime.");
        }

        // What ended one attempt may have been mended before the next: nothing is remembered of it.
        lock (Gate)
        {
            return s_opened ??= OpenFirst(options);
        }
    }

    /// <summary>Makes a session of a model.</summary>
    /// <param name="model">Its bytes, which are not needed afterwards.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="OrtException">The model is refused.</exception>
    public OrtSession CreateSession(ReadOnlySpan<byte> model, CancellationToken cancellationToken)
    {
        var options = OrtEnvironment.CreateSessionOptions(Api);
        try
        {
            using var canceling = cancellationToken.UnsafeRegister(_ => Cancel(options), null);
            fixed (byte* bytes = model)
            {
                nint session;
                Api.Check(Api.CreateSessionFromArray(_environment, bytes, (nuint)model.Length, options, &session));
                return new OrtSession(this, session);
            }
        }
        catch (OrtException exception) when (exception.Code == OrtErrorCode.ModelLoadCanceled)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Api.ReleaseSessionOptions(options);
        }
    }

    private static OrtProcess OpenFirst(OnnxOptions options)
    {
        try
        {
            var library = NativeLibrary.Load(Path.GetFullPath(options.LibraryPath));
            var getBase = (delegate* unmanaged<void**>)NativeLibrary.GetExport(library, "OrtGetApiBase");
            var getApi = (delegate* unmanaged<uint, void**>)getBase()[0];
            var table = getApi(OrtApi.Version);
            return table is not null
                ? new OrtProcess(new OrtApi(table), options)
                : throw new RuntimeUnavailableException($"This server's ONNX Runtime is older than 1.{OrtApi.Version}.");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or OrtException)
        {
            throw new RuntimeUnavailableException("This server's ONNX Runtime cannot be opened.", exception);
        }
    }

    // Who cancels has nobody to tell that this failed; the load then goes on to its end.
    private void Cancel(nint options) => Api.ReleaseStatus(Api.SessionOptionsSetLoadCancellationFlag(options, 1));
}
