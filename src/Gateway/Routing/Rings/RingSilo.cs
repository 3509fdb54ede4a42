namespace Berlin.Gateway.Routing.Rings;

/// <summary>A silo that a gateway may forward to. One that comes back under its name has another generation.</summary>
/// <param name="Name">Name of the silo.</param>
/// <param name="Generation">Which start of it.</param>
/// <param name="Address">Absolute http or https address, without a path.</param>
/// <param name="IsActive">Whether new requests belong there; one that leaves only finishes what it has.</param>
public sealed record RingSilo(string Name, long Generation, string Address, bool IsActive = true);
