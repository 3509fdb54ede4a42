using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Residency;

/// <summary>Brings a version into memory: fetches its files, verifies them, loads, checks its golden samples and warms it.</summary>
public interface IVersionLoader
{
    /// <summary>Loads a version. Different ones are asked for at the same time.</summary>
    /// <param name="version">Which: <c>tenant/model/3</c>.</param>
    /// <param name="cancellationToken">Ends the load when the process stops.</param>
    /// <returns>What answers, and holds on to the files until it is disposed of.</returns>
    /// <exception cref="ModelRefusedException">It must not serve.</exception>
    /// <exception cref="RuntimeUnavailableException">It cannot be loaded now.</exception>
    Task<IModelSession> LoadAsync(string version, CancellationToken cancellationToken);
}
