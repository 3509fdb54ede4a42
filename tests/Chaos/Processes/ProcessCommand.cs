namespace Berlin.Chaos.Processes;

/// <summary>How a process is started.</summary>
/// <param name="Program">The program, from the PATH or as a path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">What its environment has beside the caller's; an empty value takes a variable away.</param>
internal sealed record ProcessCommand(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The same command as the arguments of another program that becomes it (<c>ip netns exec NAME</c>).</summary>
    public ProcessCommand Under(IReadOnlyList<string> prefix) =>
        prefix.Count == 0 ? this : this with { Program = prefix[0], Arguments = [.. prefix.Skip(1), Program, .. Arguments] };

    /// <summary>The same command with more variables; the later one of a name holds.</summary>
    public ProcessCommand With(IReadOnlyDictionary<string, string> variables) =>
        this with { Environment = Environment.Concat(variables).GroupBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Last().Value) };
}
