using System.Text;
using Berlin.Cli.Observing;

namespace Berlin.Cli.Tests.Observing;

public sealed class FileFingerprintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task IdOf_SameContent_IsTheSameUnderAnyName()
    {
        var first = await TakeAsync(_folder.Write("a.csv", "x,y\n1,2\n"));
        var second = await TakeAsync(_folder.Write("b.csv", "x,y\n1,2\n"));
        Assert.Equal(first.IdOf(2), second.IdOf(2));
    }

    [Fact]
    public async Task IdOf_KnownContent_IsTheDigestAndTheLine()
    {
        // printf 'x,y\n1,2\n' | sha256sum
        var fingerprint = await TakeAsync(_folder.Write("a.csv", "x,y\n1,2\n"));
        Assert.Equal(KnownDigest + "-2", fingerprint.IdOf(2));
    }

    [Fact]
    public async Task IdOf_OtherLineOrContent_Differs()
    {
        var first = await TakeAsync(_folder.Write("a.csv", "x,y\n1,2\n"));
        var second = await TakeAsync(_folder.Write("b.csv", "x,y\n1,3\n"));
        Assert.NotEqual(first.IdOf(2), first.IdOf(3));
        Assert.NotEqual(first.IdOf(2), second.IdOf(2));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\nb", 2)]
    [InlineData("a\r\nb\r\n", 2)]
    public async Task Lines_AreCounted(string content, long lines)
    {
        Assert.Equal(lines, (await TakeAsync(_folder.Write("a.csv", content))).Lines);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task TakeAsync_FileInAnotherEncoding_IsRefusedWithTheLine(int goodLines)
    {
        var good = string.Concat(Enumerable.Repeat("hällo,1\n", goodLines));
        var path = _folder.Write("latin.csv", [.. Encoding.UTF8.GetBytes(good), .. Encoding.Latin1.GetBytes("Ü,1\n")]);
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => TakeAsync(path));
        Assert.Contains("not UTF-8", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(line {goodLines + 1})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeAsync_FileCutInsideACharacter_IsRefused()
    {
        var path = _folder.Write("cut.csv", [.. "a,b\n"u8, 0xC3]);
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => TakeAsync(path));
        Assert.Contains("not UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    private const string KnownDigest = "81bf9fa83c6f7f15";

    private static Task<FileFingerprint> TakeAsync(string path) => FileFingerprint.TakeAsync(path, TestContext.Current.CancellationToken);
}
