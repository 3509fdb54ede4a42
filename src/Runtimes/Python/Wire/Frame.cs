using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berlin.Runtimes.Python.Wire;

/// <summary>A frame that came.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">What it holds; nobody else's.</param>
internal readonly record struct Frame(FrameKind Kind, byte[] Content)
{
    /// <summary>Largest content of a frame, in bytes: a batch of requests or answers.</summary>
    public const int MaxContentBytes = 256 * 1024 * 1024;

    /// <summary>Bytes before the content: its length, and the kind.</summary>
    public const int HeaderBytes = 5;

    /// <summary>The message in it.</summary>
    /// <exception cref="InvalidDataException">It is of another kind, or no such message.</exception>
    public T Read<T>(FrameKind expected, JsonTypeInfo<T> type)
    {
        if (Kind != expected)
        {
            throw new InvalidDataException($"a frame of kind {Kind} instead of {expected}");
        }

        try
        {
            return JsonSerializer.Deserialize(Content, type) ?? throw new InvalidDataException($"a frame of kind {Kind} that holds nothing");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"a frame of kind {Kind} that cannot be read", error);
        }
    }
}
