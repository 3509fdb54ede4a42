namespace Berlin.Actors.Wire;

/// <summary>How many bytes a field takes, so that a reader which does not know the field can pass over it. Part of the wire format: values never change.</summary>
public enum WireType
{
    /// <summary>One to ten bytes, seven bits in each, the lowest first. Signed numbers are folded (zigzag).</summary>
    Varint = 0,

    /// <summary>4 bytes.</summary>
    Fixed32 = 1,

    /// <summary>8 bytes.</summary>
    Fixed64 = 2,

    /// <summary>16 bytes.</summary>
    Fixed128 = 3,

    /// <summary>A varint of the length, and so many bytes: text, and arrays of numbers.</summary>
    Bytes = 4,

    /// <summary>4 bytes of length, and so many bytes: a record, a tuple, a collection.</summary>
    Block = 5,

    /// <summary>Nothing: the value is null.</summary>
    Null = 6,
}
