using System.Diagnostics;

namespace Berlin.Storage.Versions;

/// <summary>States as rows have them, and the changes between them that there are.</summary>
internal static class VersionStates
{
    /// <summary>The word in the row.</summary>
    public static string ToWord(this VersionState state) => state switch
    {
        VersionState.Registered => "registered",
        VersionState.Ready => "ready",
        VersionState.Refused => "refused",
        VersionState.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state of a version."),
    };

    /// <summary>The state of a row.</summary>
    public static VersionState Parse(string word) => word switch
    {
        "registered" => VersionState.Registered,
        "ready" => VersionState.Ready,
        "refused" => VersionState.Refused,
        "retired" => VersionState.Retired,
        _ => throw new UnreachableException($"'{word}' is no state of a version; the table's check lets none in."),
    };

    /// <summary>Whether an alias may be set to a version of this state.</summary>
    public static bool IsServable(this VersionState state) => state is VersionState.Registered or VersionState.Ready;

    /// <exception cref="ArgumentException">There is no such change, or the refusal does not go with it.</exception>
    public static void CheckChange(VersionState expected, VersionState state, VersionRefusal? refusal)
    {
        if (expected == VersionState.Retired && state != VersionState.Registered)
        {
            throw new ArgumentException($"A retired version becomes {VersionState.Registered} again before it becomes {state}.", nameof(state));
        }

        if ((state == VersionState.Refused) != (refusal is not null))
        {
            throw new ArgumentException($"A refusal goes with the state {VersionState.Refused} and with no other one.", nameof(refusal));
        }
    }
}
