using Microsoft.Extensions.Options;

namespace Berlin.Actors.Clustering;

/// <summary>Names every fault of <see cref="MembershipOptions"/> before the silo joins.</summary>
internal sealed class MembershipOptionsRules : IValidateOptions<MembershipOptions>
{
    private static readonly TimeSpan s_leastPeriod = TimeSpan.FromMilliseconds(20);

    public ValidateOptionsResult Validate(string? name, MembershipOptions options)
    {
        var faults = FaultsOf(options).ToArray();
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>What is wrong: the option, its value and its bounds.</summary>
    public static IEnumerable<string> FaultsOf(MembershipOptions options)
    {
        Bounds[] all =
        [
            new(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10), "10 minutes"),
            new(nameof(options.SafetyStop), options.SafetyStop, 3 * s_leastPeriod, 0.9 * options.LeaseDuration, "nine tenths of LeaseDuration"),
            new(nameof(options.RenewalPeriod), options.RenewalPeriod, s_leastPeriod, options.SafetyStop / 3, "a third of SafetyStop"),
            new(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(100), options.SafetyStop / 3, "a third of SafetyStop"),
            new(nameof(options.DeclarationPeriod), options.DeclarationPeriod, s_leastPeriod, options.LeaseDuration, "LeaseDuration"),
            new(nameof(options.PollPeriod), options.PollPeriod, s_leastPeriod, TimeSpan.FromMinutes(1), "a minute"),
            new(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), "10 minutes"),
        ];
        return all.Where(bounds => bounds.Value < bounds.Least || bounds.Value > bounds.Greatest).Select(bounds =>
            $"{bounds.Option} is {bounds.Value}; it must be at least {bounds.Least} and at most {bounds.Greatest} ({bounds.Reason}).");
    }

    private readonly record struct Bounds(string Option, TimeSpan Value, TimeSpan Least, TimeSpan Greatest, string Reason);
}
