using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python.Wire;
using Berlin.Runtimes.Python.Workers;
using Microsoft.Extensions.Logging;

namespace Berlin.Runtimes.Python;

/// <summary>Serves pickle and joblib files of scikit-learn as they are, in processes that can do nothing but compute.</summary>
/// <remarks>
/// The silo reads nothing of a file. A process that has imported the libraries forks one for each version, which shuts itself in before
/// it reads: docs/decisions/0015-python-models-in-workers.md.
/// </remarks>
public sealed class PythonRuntime : IModelRuntime, IAsyncDisposable
{
    private const int Format = 1;
    private static readonly string[] Endings = [".pkl", ".pickle", ".joblib"];

    private readonly PythonOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PythonRuntime> _logger;
    private int _workers;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="options">Bounds, checked.</param>
    /// <param name="time">For bounds on time.</param>
    /// <param name="logger">Hears of processes that start and end.</param>
    public PythonRuntime(PythonOptions options, TimeProvider time, ILogger<PythonRuntime> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Nursery = new WorkerNursery(options, time, logger);
    }

    /// <inheritdoc/>
    public string Name => RuntimeNames.PythonSklearn;

    /// <summary>Where workers come from.</summary>
    internal WorkerNursery Nursery { get; }

    /// <inheritdoc/>
    public async Task<IModelSession> LoadAsync(ModelFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var file = TheFileOf(files);
        PythonEnvironment.Check(files.Environment, (await Nursery.GetAsync(cancellationToken)).Hello.Environment);
        TakeWorkers();
        var workers = new List<LoadedWorker>(_options.WorkersPerVersion);
        try
        {
            while (workers.Count < _options.WorkersPerVersion)
            {
                workers.Add(await LoadWorkerAsync(files, file, cancellationToken));
            }

            return new PythonSession(workers, files.Version, stop => LoadWorkerAsync(files, file, stop), ReturnWorkers, _options, _time, _logger);
        }
        catch
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }

            ReturnWorkers();
            throw;
        }
    }

    /// <summary>Ends every process. The sessions are disposed of before.</summary>
    public ValueTask DisposeAsync() => Nursery.DisposeAsync();

    private static ModelFile TheFileOf(ModelFiles files)
    {
        if (files.Format != Format)
        {
            throw new ModelRefusedException("format", $"It is {files.Format}; this runtime reads {Format}.");
        }

        if (files.Files is not [var file])
        {
            throw new ModelRefusedException("files", $"There are {files.Files.Length}; a pickled model is one file.");
        }

        return Endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal))
            ? file
            : throw new ModelRefusedException($"files.{file.Name}", $"Its name must end in {string.Join(", ", Endings)}.");
    }

    private async Task<LoadedWorker> LoadWorkerAsync(ModelFiles files, ModelFile file, CancellationToken cancellationToken)
    {
        var nursery = await Nursery.GetAsync(cancellationToken);
        // A nursery that was started anew may have met other libraries.
        PythonEnvironment.Check(files.Environment, nursery.Hello.Environment);
        var message = new LoadMessage(file.Name, file.Path, _options.WorkerMemoryBytes, nursery.EmptyFolder, _options.ModuleFolder, [.. _options.Modules]);
        return await LoadedWorker.LoadAsync(nursery, message, _options.LoadTimeout, _time, cancellationToken);
    }

    private void TakeWorkers()
    {
        if (Interlocked.Add(ref _workers, _options.WorkersPerVersion) > _options.MaxWorkers)
        {
            ReturnWorkers();
            throw new RuntimeUnavailableException($"All {_options.MaxWorkers} Python workers of this silo are taken.");
        }
    }

    private void ReturnWorkers() => Interlocked.Add(ref _workers, -_options.WorkersPerVersion);
}
