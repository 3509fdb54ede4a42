using System.Globalization;

namespace Orleans;

/// <summary>How long callers of the method wait, in place of <c>MessagingOptions.ResponseTimeout</c>.</summary>
/// <param name="timeout">A <see cref="TimeSpan"/>, for example <c>00:00:05</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable CA1019 // Orleans names the property otherwise.
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
#pragma warning restore CA1019
{
    /// <summary>How long.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
