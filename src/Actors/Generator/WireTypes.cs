namespace Berlin.Actors.Generator;

/// <summary>The wire types' numbers; those of <c>Berlin.Actors.Wire.WireType</c>, which the generator cannot reference.</summary>
internal static class WireTypes
{
    private static readonly string[] Names = ["Varint", "Fixed32", "Fixed64", "Fixed128", "Bytes", "Block", "Null"];

    public static ulong NumberOf(string name) => (ulong)Array.IndexOf(Names, name);
}
