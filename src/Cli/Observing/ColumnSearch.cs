namespace Berlin.Cli.Observing;

/// <summary>Looks columns up by the names of a header and collects what cannot be found.</summary>
internal sealed class ColumnSearch(IReadOnlyList<string> header)
{
    /// <summary>What cannot be found so far.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Index of a column that must be there once; 0 with a fault when it is not.</summary>
    public int Required(string name, string wantedFor)
    {
        var found = Matches(name);
        if (found.Count == 1)
        {
            return found[0];
        }

        Faults.Add(found.Count == 0 ? $"no column for {wantedFor}" : $"column '{name}' stands in the header {found.Count} times");
        return 0;
    }

    /// <summary>Index of a column that may be missing.</summary>
    public int? Optional(string name)
    {
        var found = Matches(name);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Refuses the file when something was not found.</summary>
    public void ThrowFaults()
    {
        if (Faults.Count == 0)
        {
            return;
        }

        var columns = string.Join(", ", header);
        var hint = header is [var only] && (only.Contains(';', StringComparison.Ordinal) || only.Contains('\t', StringComparison.Ordinal))
            ? "; is it separated by another character? See --delimiter"
            : string.Empty;
        throw CommandFailedException.Usage($"{string.Join("; ", Faults)}. The columns are: {columns}{hint}");
    }

    /// <summary>Exact names come before names that differ in case only.</summary>
    private List<int> Matches(string name)
    {
        var exact = Matches(name, StringComparison.Ordinal);
        return exact.Count > 0 ? exact : Matches(name, StringComparison.OrdinalIgnoreCase);
    }

    private List<int> Matches(string name, StringComparison comparison)
    {
        return [.. Enumerable.Range(0, header.Count).Where(index => header[index].Trim().Equals(name, comparison))];
    }
}
