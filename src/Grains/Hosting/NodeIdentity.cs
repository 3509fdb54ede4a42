namespace Berlin.Grains.Hosting;

/// <summary>Identity of this start of this silo; it owns streams under this name and is never used again.</summary>
/// <param name="Value">For example <c>silo-1/17</c>: name and generation.</param>
public sealed record NodeIdentity(string Value);
