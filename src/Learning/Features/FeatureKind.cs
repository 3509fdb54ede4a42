namespace Berlin.Learning;

/// <summary>What a column stands for; the second byte of its key, and so part of the state format.</summary>
internal enum FeatureKind : byte
{
    Words = (byte)'w',
    Characters = (byte)'c',
    Category = (byte)'=',
    Number = (byte)'#',
}
