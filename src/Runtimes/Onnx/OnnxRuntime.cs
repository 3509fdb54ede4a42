using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Inspection;
using Berlin.Runtimes.Onnx.Native;

namespace Berlin.Runtimes.Onnx;

/// <summary>Serves ONNX graphs through ONNX Runtime's C API, in this process.</summary>
/// <remarks>
/// Sessions share the process's threads. A version is one file; what would open another, or bring operators of its own, is refused
/// before ONNX Runtime sees it. The library is opened at the first load: a process without it serves everything else.
/// </remarks>
public sealed class OnnxRuntime : IModelRuntime
{
    private const int Format = 1;

    // A session without weights, as measured with glibc; for C libraries that do not tell what they hold.
    private const long SessionBytes = 96 * 1024;

    private readonly OnnxOptions _options;

    /// <summary>Makes the runtime; opens nothing yet.</summary>
    /// <exception cref="ArgumentException">The options are out of their bounds.</exception>
    public OnnxRuntime(OnnxOptions options)
    {
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        _options = options;
    }

    /// <inheritdoc/>
    public string Name => RuntimeNames.Onnx;

    /// <inheritdoc/>
    public async Task<IModelSession> LoadAsync(ModelFiles files, CancellationToken cancellationToken)
    {
        var file = Choose(files);
        // Reading and optimising a graph takes processor time; the caller's thread, which may be a grain's, is not the place.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        cancellationToken.ThrowIfCancellationRequested();
        return Load(file, cancellationToken);
    }

    private static ModelFile Choose(ModelFiles files)
    {
        if (files.Format != Format)
        {
            throw new ModelRefusedException("format", $"is {files.Format}; the runtime '{RuntimeNames.Onnx}' reads format {Format}.");
        }

        return files.Files is [var file]
            ? file
            : throw new ModelRefusedException("files", $"are {files.Files.Length}; the runtime '{RuntimeNames.Onnx}' takes one, which holds the whole model.");
    }

    // What a session holds is what the heap grows by while it is made, so loads, and ends of sessions, come one after the other.
    private OnnxSession Load(ModelFile file, CancellationToken cancellationToken)
    {
        var process = OrtProcess.Open(_options);
        lock (NativeHeap.Gate)
        {
            using var model = FileInMemory.Read(file);
            ModelInspector.Inspect(model.Bytes, file.Name, _options.ContributedOperators);
            OrtSession? session = null;
            try
            {
                var before = NativeHeap.ReadUsedBytes();
                session = process.CreateSession(model.Bytes, cancellationToken);
                var signature = new SignatureReader(process.Api).Read(session);
                var result = new OnnxSession(process, session, signature, Measure(before, file));
                session = null;
                return result;
            }
            catch (OrtException exception)
            {
                throw new ModelRefusedException(file.Name, $"is refused by ONNX Runtime: {exception.Message}");
            }
            finally
            {
                session?.Dispose();
            }
        }
    }

    // Requests that are answered meanwhile move the heap by little: their tensors are in the arena and in the collected heap.
    private static long Measure(long? before, ModelFile file) =>
        NativeHeap.ReadUsedBytes() - before is { } grown ? Math.Max(grown, file.SizeBytes) : (2 * file.SizeBytes) + SessionBytes;
}
