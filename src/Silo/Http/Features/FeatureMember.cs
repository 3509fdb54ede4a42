namespace Berlin.Silo.Http.Features;

/// <summary>A piece of text in the request's body or in the scratch buffer.</summary>
internal readonly record struct TextSlice(int Start, int Length, bool InScratch)
{
    public ReadOnlySpan<byte> In(byte[] document, FeatureScratch scratch) =>
        InScratch ? scratch.Bytes.Slice(Start, Length) : document.AsSpan(Start, Length);
}

/// <summary>One member of a <c>features</c> object.</summary>
internal record struct FeatureMember
{
    /// <summary>The name as text: what members are ordered by.</summary>
    public TextSlice Name;

    /// <summary>The name as the canonical form writes it between quotes.</summary>
    public TextSlice WrittenName;

    /// <summary>The value as the canonical form writes it.</summary>
    public TextSlice Value;
}
