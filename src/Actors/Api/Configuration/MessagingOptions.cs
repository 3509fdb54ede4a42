namespace Orleans.Configuration;

/// <summary>How calls behave, for silos and clients alike.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for the answer; default 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the token of a call that timed out is cancelled at the grain; default yes.</summary>
    public bool CancelRequestOnTimeout { get; set; } = true;

    /// <summary>Whether a caller that cancels waits for the grain's answer; default no: it gets the cancellation at once.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }
}
