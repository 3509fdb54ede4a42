namespace Orleans;

/// <summary>Why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>Makes a reason.</summary>
    /// <param name="code">Kind of reason.</param>
    /// <param name="text">For people.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, exception: null, text)
    {
    }

    /// <summary>Makes a reason with the exception that led to it.</summary>
    /// <param name="code">Kind of reason.</param>
    /// <param name="exception">What went wrong, or null.</param>
    /// <param name="text">For people.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>Kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>For people.</summary>
    public string Description { get; }

    /// <summary>What went wrong, or null.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} {Exception.Message}";
}
