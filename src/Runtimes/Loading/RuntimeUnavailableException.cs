namespace Berlin.Runtimes.Loading;

/// <summary>A runtime cannot load or answer now, for no fault of the model or the caller; repeating later may help.</summary>
/// <param name="reason">A sentence for operators and callers.</param>
/// <param name="cause">What happened.</param>
public sealed class RuntimeUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
