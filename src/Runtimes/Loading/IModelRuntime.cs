namespace Berlin.Runtimes.Loading;

/// <summary>Makes the files of a version answer. One for each kind of artifact; thread-safe; different versions may be asked for at the same time, which a runtime may load one after the other.</summary>
/// <remarks>Nothing in an artifact runs in this process: a runtime interprets data, or has a process of its own run it.</remarks>
public interface IModelRuntime
{
    /// <summary>Name in manifests: <c>native</c>, <c>onnx</c>, <c>python-sklearn</c>.</summary>
    string Name { get; }

    /// <summary>Loads a version. Its files were verified against their digests just before.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="cancellationToken">Ends the load; nothing of it stays.</param>
    /// <exception cref="ModelRefusedException">It must not serve as it is; another attempt ends in the same way.</exception>
    /// <exception cref="RuntimeUnavailableException">It cannot be loaded now.</exception>
    Task<IModelSession> LoadAsync(ModelFiles files, CancellationToken cancellationToken);
}
