using System.Buffers;
using System.Security.Cryptography;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Ids of jobs: <c>job-</c> and 26 random characters of lower-case base32.</summary>
internal static class JobIds
{
    /// <summary>The rule, as a regular expression.</summary>
    public const string Pattern = "^job-[a-z2-7]{26}$";

    private const string Prefix = "job-";
    private const int DigitCount = 26;
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> AnyDigit = SearchValues.Create(Digits);

    /// <summary>A new id; cannot be guessed from earlier ones.</summary>
    public static string Create() => Prefix + RandomNumberGenerator.GetString(Digits, DigitCount);

    public static bool IsValid(string id) =>
        id.Length == Prefix.Length + DigitCount && id.StartsWith(Prefix, StringComparison.Ordinal) && !id.AsSpan(Prefix.Length).ContainsAnyExcept(AnyDigit);
}
