namespace Berlin.Grains.Jobs;

/// <summary>Why a job failed, as one text: the store keeps it, and does not read it.</summary>
internal static class JobFailure
{
    /// <summary>No code holds it.</summary>
    private const char Separator = ' ';

    public static string Write(string code, string text) => $"{code}{Separator}{text}";

    /// <summary>Code and text of what <see cref="Write"/> wrote.</summary>
    public static (string Code, string Text) Read(string failure)
    {
        var end = failure.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? (ErrorCodes.ServerFault, failure) : (failure[..end], failure[(end + 1)..]);
    }
}
