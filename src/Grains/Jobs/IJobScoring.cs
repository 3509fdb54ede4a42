using Berlin.Storage.Jobs;

namespace Berlin.Grains.Jobs;

/// <summary>Scores inputs of jobs. What their rows look like is known to whoever implements this, and to nobody else here.</summary>
public interface IJobScoring
{
    /// <summary>Begins with an input, or goes on with it.</summary>
    /// <param name="job">The job; its options say how.</param>
    /// <param name="progress">What is done already; <see cref="JobProgress.None"/> where nothing is.</param>
    /// <param name="input">The input from its first byte on; can be sought in, and is disposed by the caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BerlinException">The input or the model cannot be used; transient where another try may succeed.</exception>
    Task<IJobScoringRun> OpenAsync(StoredJob job, JobProgress progress, Stream input, CancellationToken cancellationToken);
}
