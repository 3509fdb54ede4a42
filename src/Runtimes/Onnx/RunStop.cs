using Berlin.Runtimes.Onnx.Native;

namespace Berlin.Runtimes.Onnx;

/// <summary>Lets a caller end a run that is under way: ONNX Runtime looks between any two operators, in loops too.</summary>
internal sealed unsafe class RunStop : IDisposable
{
    private static readonly Action<object?> Stop = stop => ((RunStop)stop!).Request();

    private readonly OrtApi _api;

    public RunStop(OrtApi api)
    {
        _api = api;
        nint options;
        api.Check(api.CreateRunOptions(&options));
        Options = options;
    }

    /// <summary>What the run is to be given.</summary>
    public nint Options { get; private set; }

    /// <summary>Watches a token until what is returned is disposed of.</summary>
    public CancellationTokenRegistration Watch(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(Stop, this);

    public void Dispose()
    {
        _api.ReleaseRunOptions(Options);
        Options = 0;
    }

    // Who cancels has nobody to tell that this failed; the run then goes on to its end.
    private void Request() => _api.ReleaseStatus(_api.RunOptionsSetTerminate(Options));
}
