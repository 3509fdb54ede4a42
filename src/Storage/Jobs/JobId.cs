using System.Buffers;

namespace Berlin.Storage.Jobs;

/// <summary>The rule for ids of jobs: they name folders.</summary>
internal static class JobId
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether it keeps the rule.</summary>
    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <exception cref="ArgumentException">The id breaks the rule.</exception>
    public static void Check(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!IsValid(id))
        {
            throw new ArgumentException($"'{id}' is no id of a job: 1-{MaxLength} characters of a-z, 0-9 and '-'.", nameof(id));
        }
    }

    /// <summary>The error for an id that another job has.</summary>
    public static ArgumentException IsTaken(string id, Exception innerException) => new($"There is a job of the id '{id}' already.", innerException);
}
