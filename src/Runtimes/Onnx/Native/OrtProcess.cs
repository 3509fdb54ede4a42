using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>What a process holds of ONNX Runtime, once and until it ends: the library, its threads, the settings of sessions.</summary>
/// <remarks>ONNX Runtime itself allows one environment in a process. This is why there is static state here.</remarks>
internal sealed unsafe class OrtProcess
{
    private const int FatalOnly = 4;
    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;

    private static readonly Lock Gate = new();
    private static OrtProcess? s_opened;

    private readonly nint _environment;

    private OrtProcess(OrtApi api, int threads)
    {
        Api = api;
        _environment = CreateEnvironment(api, threads);
        nint memory;
        api.Check(api.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &memory));
        CpuMemory = memory;
        nint allocator;
        api.Check(api.GetAllocatorWithDefaultOptions(&allocator));
        Allocator = allocator;
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
        var options = CreateSessionOptions();
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

    // Who cancels has nobody to tell that this failed; the load then goes on to its end.
    private void Cancel(nint options)
    {
        if (Api.SessionOptionsSetLoadCancellationFlag(options, 1) is var status and not 0)
        {
            Api.ReleaseStatus(status);
        }
    }

    private static OrtProcess OpenFirst(OnnxOptions options)
    {
        // What ended one attempt may have been mended before the next: nothing is remembered of it.
        if (!File.Exists(options.LibraryPath))
        {
            throw new RuntimeUnavailableException("This server has no ONNX Runtime; its operator installs it with scripts/fetch-onnxruntime.");
        }

        try
        {
            var library = NativeLibrary.Load(Path.GetFullPath(options.LibraryPath));
            var getBase = (delegate* unmanaged<void**>)NativeLibrary.GetExport(library, "OrtGetApiBase");
            var getApi = (delegate* unmanaged<uint, void**>)getBase()[0];
            var table = getApi(OrtApi.Version);
            return table is not null
                ? new OrtProcess(new OrtApi(table), options.Threads)
                : throw new RuntimeUnavailableException($"This server's ONNX Runtime is older than 1.{OrtApi.Version}.");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or OrtException)
        {
            throw new RuntimeUnavailableException("This server's ONNX Runtime cannot be opened.", exception);
        }
    }

    private static nint CreateEnvironment(OrtApi api, int threads)
    {
        nint threading;
        api.Check(api.CreateThreadingOptions(&threading));
        try
        {
            // Threads that spin for work would take whole processors from the silo. Operators of one graph run one after the other.
            api.Check(api.SetGlobalIntraOpNumThreads(threading, threads));
            api.Check(api.SetGlobalInterOpNumThreads(threading, 1));
            api.Check(api.SetGlobalSpinControl(threading, 0));
            nint environment;
            fixed (byte* name = "berlin\0"u8)
            {
                // It would write each bad request to standard error; callers get the errors instead.
                api.Check(api.CreateEnvWithGlobalThreadPools(FatalOnly, name, threading, &environment));
            }

            api.Check(api.DisableTelemetryEvents(environment));
            return environment;
        }
        finally
        {
            api.ReleaseThreadingOptions(threading);
        }
    }

    private nint CreateSessionOptions()
    {
        nint options;
        Api.Check(Api.CreateSessionOptions(&options));
        Api.Check(Api.DisablePerSessionThreads(options));
        // An arena per session keeps what its largest run took, for ever, and a plan per shape of input is never forgotten: with
        // thousands of sessions both are paid thousands of times.
        Api.Check(Api.DisableCpuMemArena(options));
        Api.Check(Api.DisableMemPattern(options));
        Api.Check(Api.SetSessionLogSeverityLevel(options, FatalOnly));
        // Else bytes that look like ONNX Runtime's own format would be read as such.
        fixed (byte* key = "session.load_model_format\0"u8, value = "ONNX\0"u8)
        {
            Api.Check(Api.AddSessionConfigEntry(options, key, value));
        }

        return options;
    }
}
