using System.Collections.Frozen;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>The grain types of this process by their names, so that a request that names one costs no text.</summary>
internal sealed class GrainTypeNames(IEnumerable<GrainType> known)
{
    private const int LongestKept = 128;

    private readonly FrozenDictionary<string, GrainType>.AlternateLookup<ReadOnlySpan<char>> _known = known
        .ToFrozenDictionary(type => type.ToString(), StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public GrainType Read(ref WireReader reader)
    {
        Span<char> name = stackalloc char[LongestKept];
        if (!reader.TryAsciiText(name, out var length))
        {
            return GrainType.Create(reader.Text() ?? throw WireReader.Damaged("a grain's type is null"));
        }

        return _known.TryGetValue(name[..length], out var type) ? type : GrainType.Create(new string(name[..length]));
    }
}
