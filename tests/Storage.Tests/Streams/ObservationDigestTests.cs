using System.Security.Cryptography;
using System.Text;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Streams;

/// <summary>Equal for equal content, different for different content, and the same for ever.</summary>
public sealed class ObservationDigestTests
{
    private static readonly byte[] Features = Encoding.UTF8.GetBytes("""{"amount":12.5,"text":"taxi"}""");

    [Fact]
    public void Compute_KnownContent_IsWhatItsDescriptionSays()
    {
        // Built by hand from the description, beside the implementation.
        byte[] described =
        [
            .. "berlin.observation.1"u8,
            1, .. BitConverter.GetBytes(1_700_000_000_123_456L),
            1, .. BitConverter.GetBytes(Features.Length), .. Features,
            1, 4, 0, 0, 0, .. "2770"u8,
            0,
            1, 2, 0, 0, 0, .. "\u00e0"u8,
        ];
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(1_234_567);

        Assert.Equal(SHA256.HashData(described)[..16], ObservationDigest.Compute(at, Features, "2770", null, "\u00e0"));
    }

    // The vector was made from the description by Python's hashlib.
    [Fact]
    public void Compute_StoredVector_StaysForEver() =>
        Assert.Equal("5646eaa23cb73cde1252f1a5d51bb3bb", Convert.ToHexStringLower(ObservationDigest.Compute(null, Features, "2770", "agreement552343", null)));

    [Fact]
    public void Compute_AnyPartDiffers_Differs()
    {
        var at = DateTimeOffset.UnixEpoch;
        byte[][] digests =
        [
            ObservationDigest.Compute(at, Features, "2770", "e", "s"),
            ObservationDigest.Compute(null, Features, "2770", "e", "s"),
            ObservationDigest.Compute(at.AddMicroseconds(1), Features, "2770", "e", "s"),
            ObservationDigest.Compute(at, Features.AsSpan(1), "2770", "e", "s"),
            ObservationDigest.Compute(at, [], "2770", "e", "s"),
            ObservationDigest.Compute(at, Features, "2771", "e", "s"),
            ObservationDigest.Compute(at, Features, "2770\0", "e", "s"),
            ObservationDigest.Compute(at, Features, "2770", null, "s"),
            ObservationDigest.Compute(at, Features, "2770", "", "s"),
            ObservationDigest.Compute(at, Features, "2770", "e", null),
            ObservationDigest.Compute(at, Features, "2770", "s", "e"),
            ObservationDigest.Compute(at, Features, "2770e", "", "s"),
            ObservationDigest.Compute(at, Features, "2770", "es", ""),
        ];

        Assert.Equal(digests.Length, digests.Select(Convert.ToHexStringLower).Distinct().Count());
        Assert.All(digests, digest => Assert.Equal(ObservationDigest.SizeBytes, digest.Length));
    }

    [Fact]
    public void Compute_SameInstantWrittenOtherwise_IsTheSame()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            ObservationDigest.Compute(at, Features, "a", null, null),
            ObservationDigest.Compute(at.ToOffset(TimeSpan.FromHours(5)).AddTicks(9), Features, "a", null, null));
    }

    [Fact]
    public void Compute_UnpairedSurrogate_IsRefused() =>
        Assert.ThrowsAny<ArgumentException>(() => ObservationDigest.Compute(null, Features, "\uD800", null, null));
}
