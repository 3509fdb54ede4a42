using System.Text;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>What a removal leaves in the file: nothing, once the WAL is folded into it.</summary>
public sealed class SqliteRemovalFileTests : StorageConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public async Task Remove_Subject_IsInTheFileNoMore(int rows)
    {
        var removed = Enumerable.Range(1, rows).Select(sequence =>
            Row(sequence, $"hushed-id-{sequence}", "hushed-target", "hushed-entity", "hushed-subject")
                with { Features = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("hushed-features ", sequence))) });
        var kept = Enumerable.Range(rows + 1, 50).Select(sequence => Row(sequence, $"open-{sequence}", "x", "open-entity", "open-subject"));
        var (stream, position) = await CreateStreamAsync([.. removed, .. kept]);
        Assert.Contains("hushed-subject", await FileTextAsync(), StringComparison.Ordinal);

        Assert.Equal(rows, (await RemoveAsync(stream, position, new RemovalSelection.OfSubject("hushed-subject"))).Removed);

        Assert.DoesNotContain("hushed", await FileTextAsync(), StringComparison.Ordinal);
        Assert.Equal(50, (await ReadAllAsync(stream)).Count);
    }

    private async Task<string> FileTextAsync()
    {
        var storage = (SqliteUnderTest)Storage;
        var text = "";
        await storage.ReopenAsync(() => text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(storage.Folder, SqliteDatabase.FileName))));
        return text;
    }
}
