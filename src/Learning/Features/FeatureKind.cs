namespace Berlin.Learning;

/// <summary>What a column stands for; two bits of its key's first byte, and so part of the state format.</summary>
internal enum FeatureKind : byte
{
    Words = 0,
    Characters = 1,
    Category = 2,
    Number = 3,
}
