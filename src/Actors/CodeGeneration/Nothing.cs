namespace Berlin.Actors.CodeGeneration;

/// <summary>Result of calls that return nothing.</summary>
public readonly record struct Nothing;
