using System.Security.Cryptography;
using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

public sealed class ArtifactDigestTests
{
    // The one of no bytes: FIPS 180-4's function, as published with its test vectors.
    private const string OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Of_NoBytes_IsTheKnownDigest()
    {
        Assert.Equal(OfNothing, $"{ArtifactDigest.Of([])}");
        Assert.Equal(ArtifactDigest.Of([]), ArtifactDigest.Parse(OfNothing));
    }

    [Fact]
    public void EveryForm_OfAnyHash_LeadsBackToIt()
    {
        for (var number = 0; number < 200; number++)
        {
            var hash = SHA256.HashData(BitConverter.GetBytes(number));
            var digest = ArtifactDigest.FromHash(hash);
            var copy = new byte[33];
            digest.CopyTo(copy);

            Assert.Equal(Convert.ToHexStringLower(hash), digest.ToString());
            Assert.Equal(hash, copy[..32]);
            Assert.Equal(digest, ArtifactDigest.Parse(digest.ToString()));
            Assert.Equal(digest.GetHashCode(), ArtifactDigest.Parse(digest.ToString()).GetHashCode());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("e3b0")]
    [InlineData(OfNothing + "0")]
    [InlineData(" " + OfNothing)]
    [InlineData(OfNothing + "\n")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85G")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8/5")]
    [InlineData("0xb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("../../../../../../../../../../../../../../../../../../etc/passwd..")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\0")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85٣")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        Assert.False(ArtifactDigest.TryParse(text, out var digest));
        Assert.Equal(default, digest);
        Assert.Contains("64", Assert.Throws<FormatException>(() => ArtifactDigest.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromHash_WrongLength_IsABug()
    {
        Assert.Throws<ArgumentException>(() => ArtifactDigest.FromHash(new byte[31]));
        Assert.Throws<ArgumentException>(() => ArtifactDigest.FromHash(new byte[33]));
        Assert.Throws<ArgumentException>(() => ArtifactDigest.Of([]).CopyTo(new byte[31]));
    }
}
