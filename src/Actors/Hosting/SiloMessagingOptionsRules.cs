using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Actors.Hosting;

/// <summary>Names every fault of <see cref="SiloMessagingOptions"/> before the silo starts.</summary>
internal sealed class SiloMessagingOptionsRules : IValidateOptions<SiloMessagingOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloMessagingOptions options)
    {
        List<string> faults = [];
        if (options.ResponseTimeout <= TimeSpan.Zero)
        {
            faults.Add($"ResponseTimeout is {options.ResponseTimeout}; it must be greater than zero.");
        }

        if (options.MaxEnqueuedRequestsHardLimit < 0)
        {
            faults.Add($"MaxEnqueuedRequestsHardLimit is {options.MaxEnqueuedRequestsHardLimit}; it must be 0 (the engine's bound) or greater.");
        }

        if (options.MaxEnqueuedRequestsHardLimit_StatelessWorker < 0)
        {
            faults.Add($"MaxEnqueuedRequestsHardLimit_StatelessWorker is {options.MaxEnqueuedRequestsHardLimit_StatelessWorker}; it must be 0 (the engine's bound) or greater.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
