using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http;

/// <summary>Bounds of what a request may hold. docs/reference/limits.md lists them with those that are fixed.</summary>
public sealed class HttpLimitsOptions
{
    /// <summary>Largest body of observations in bytes, 1 KiB to 256 MiB; default 32 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxObservationsBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest body of a prediction in bytes, 1 KiB to 64 MiB; default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxPredictBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest definition of a model or tenant in bytes, 1 KiB to 1 MiB; default 256 KiB.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxDefinitionBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Most observations in one request, 1 to 100,000; default 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxObservations { get; set; } = 10_000;

    /// <summary>Most instances in one prediction, 1 to 100,000; default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxInstances { get; set; } = 1000;

    /// <summary>Most classes that a prediction may be asked for, 1 to 65,535; default 1,000.</summary>
    [Range(1, 65_535)]
    public int MaxTop { get; set; } = 1000;

    /// <summary>Most members of one <c>features</c> object, 1 to 100,000; default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxFeatures { get; set; } = 1000;

    /// <summary>Largest <c>features</c> object in bytes, as sent and in canonical form, 256 bytes to 1 MiB; default 64 KiB.</summary>
    [Range(256, 1024 * 1024)]
    public int MaxFeaturesBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Most bytes of request bodies that are held at one time, over all requests, 1 MiB to 16 GiB; default 256 MiB.
    /// A request that would go over it is answered with 503. Must be at least the largest body.
    /// </summary>
    [Range(1024 * 1024, 16L * 1024 * 1024 * 1024)]
    public long MaxHeldBodyBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Longest time that a body may take to arrive, 1 s to 10 min; default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks the range of each of <see cref="HttpLimitsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class HttpLimitsRangeValidator : IValidateOptions<HttpLimitsOptions>;

/// <summary>Checks that the bounds of <see cref="HttpLimitsOptions"/> fit each other.</summary>
internal sealed class HttpLimitsFitValidator : IValidateOptions<HttpLimitsOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpLimitsOptions options)
    {
        var largest = Math.Max(options.MaxObservationsBodyBytes, Math.Max(options.MaxPredictBodyBytes, options.MaxDefinitionBodyBytes));
        return options.MaxHeldBodyBytes >= largest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{nameof(options.MaxHeldBodyBytes)} is {options.MaxHeldBodyBytes}; it must be at least the largest body, {largest}.");
    }
}
