using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Runtimes.Python;

/// <summary>Which Python serves pickled models, with how many processes, and what each may use.</summary>
public sealed class PythonOptions
{
    /// <summary>The Python that has scikit-learn. Default <c>/usr/bin/python3</c>, which is Debian's; another may come first on the path.</summary>
    [Required]
    public string Python { get; set; } = "/usr/bin/python3";

    /// <summary>Worker processes of all versions together, 1 to 10,000; default 64. Each takes some megabytes beside its model.</summary>
    [Range(1, 10_000)]
    public int MaxWorkers { get; set; } = 64;

    /// <summary>Worker processes that each version has, 1 to 64; default 1. Each computes on one core and holds the model once more.</summary>
    [Range(1, 64)]
    public int WorkersPerVersion { get; set; } = 1;

    /// <summary>Memory that a worker may use beyond the libraries', in bytes, 64 MiB to 1 TiB; default 2 GiB. It counts addresses, so some room above the model's size is needed.</summary>
    [Range(64L << 20, 1L << 40)]
    public long WorkerMemoryBytes { get; set; } = 2L << 30;

    /// <summary>How long the first process may take to import the libraries, 1 s to 10 min; default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a worker may take to read a model and to answer an example, 1 s to 10 min; default 30 s. Then it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a worker may take for one call of the model, 50 ms to 10 min; default 10 s. Then it is killed and started again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest delay before a worker that keeps ending is started again, 100 ms to 10 min; default 5 s. The first start is at once, then the delay doubles from 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan LongestRestartDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Rows of different requests that one call of the model gets at most, 1 to 1,000,000; default 1,024. A request with more goes alone.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchRows { get; set; } = 1_024;

    /// <summary>How long a call waits for as many requests as the one before had, 0 to 100 ms; default 1 ms. A lone caller never waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.1")]
    public TimeSpan MaxBatchDelay { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Requests of one version that may wait, 1 to 100,000; default 1,024. Further ones are refused as busy.</summary>
    [Range(1, 100_000)]
    public int MaxWaitingRequests { get; set; } = 1_024;

    /// <summary>
    /// Folder with modules of the operator's own that models may use, readable by all; none by default. Its code runs in workers, as trusted
    /// as scikit-learn's.
    /// </summary>
    public string? ModuleFolder { get; set; }

    /// <summary>Names of modules, in <see cref="ModuleFolder"/> or installed, whose classes and functions models may name; none by default.</summary>
    [Required]
    [Length(0, 100)]
    public IReadOnlyList<string> Modules { get; set; } = [];
}

/// <summary>Checks the range of each of <see cref="PythonOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PythonOptionsValidator : IValidateOptions<PythonOptions>;
