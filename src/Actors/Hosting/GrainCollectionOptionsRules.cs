using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Actors.Hosting;

/// <summary>Names every fault of <see cref="GrainCollectionOptions"/> before the silo starts.</summary>
internal sealed class GrainCollectionOptionsRules : IValidateOptions<GrainCollectionOptions>
{
    public ValidateOptionsResult Validate(string? name, GrainCollectionOptions options)
    {
        List<string> faults = [];
        Require(options.CollectionQuantum > TimeSpan.Zero, $"CollectionQuantum is {options.CollectionQuantum}; it must be greater than zero.");
        RequireAge("CollectionAge", options.CollectionAge);
        foreach (var (grainClass, age) in options.ClassSpecificCollectionAge)
        {
            RequireAge($"ClassSpecificCollectionAge of {grainClass}", age);
        }

        Require(options.ActivationTimeout > TimeSpan.Zero, $"ActivationTimeout is {options.ActivationTimeout}; it must be greater than zero.");
        Require(options.DeactivationTimeout > TimeSpan.Zero, $"DeactivationTimeout is {options.DeactivationTimeout}; it must be greater than zero.");
        Require(options.MemoryUsageLimitPercentage is > 0 and <= 100, $"MemoryUsageLimitPercentage is {options.MemoryUsageLimitPercentage}; it must be greater than 0 and at most 100.");
        Require(
            options.MemoryUsageTargetPercentage > 0 && options.MemoryUsageTargetPercentage < options.MemoryUsageLimitPercentage,
            $"MemoryUsageTargetPercentage is {options.MemoryUsageTargetPercentage}; it must be greater than 0 and less than MemoryUsageLimitPercentage ({options.MemoryUsageLimitPercentage}).");
        Require(options.MemoryUsagePollingPeriod > TimeSpan.Zero, $"MemoryUsagePollingPeriod is {options.MemoryUsagePollingPeriod}; it must be greater than zero.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void RequireAge(string what, TimeSpan age) => Require(
            age == Timeout.InfiniteTimeSpan || age > options.CollectionQuantum,
            $"{what} is {age}; it must be greater than CollectionQuantum ({options.CollectionQuantum}).");

        void Require(bool isGood, string fault)
        {
            if (!isGood)
            {
                faults.Add(fault);
            }
        }
    }
}
