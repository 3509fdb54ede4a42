namespace Berlin.Storage.Tests.Artifacts;

/// <summary>A way in which the bytes of an artifact go bad on a disk.</summary>
public sealed record Damage(string Name, Func<byte[], byte[]> Apply)
{
    public static IReadOnlyList<Damage> All { get; } =
    [
        Flip("the first byte", _ => 0),
        Flip("a byte in the middle", length => length / 2),
        Flip("the last byte", length => length - 1),
        Flip("a byte at the edge of a piece", _ => 128 * 1_024),
        Cut("to nothing", _ => 0),
        Cut("to one byte", _ => 1),
        Cut("to a page", _ => 4_096),
        Cut("to half", length => length / 2),
        Cut("by one byte", length => length - 1),
        new("longer by a byte", bytes => [.. bytes, 0]),
        new("longer by itself", bytes => [.. bytes, .. bytes]),
        new("zeros of the same length", bytes => new byte[bytes.Length]),
        new("halves in the wrong order", bytes => [.. bytes[(bytes.Length / 2)..], .. bytes[..(bytes.Length / 2)]]),
        new("a hole of 4 KiB", bytes => [.. bytes[..8_192], .. new byte[4_096], .. bytes[12_288..]]),
    ];

    public override string ToString() => Name;

    private static Damage Flip(string name, Func<int, int> position) => new($"flipped {name}", bytes =>
    {
        bytes[position(bytes.Length)] ^= 0x10;
        return bytes;
    });

    private static Damage Cut(string name, Func<int, int> length) => new($"cut {name}", bytes => bytes[..length(bytes.Length)]);
}
