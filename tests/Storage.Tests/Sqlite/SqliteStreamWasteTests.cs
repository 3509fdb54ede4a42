using System.Security.Cryptography;
using System.Text;
using Berlin.Storage.Entities;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>The rows of deleted streams: out of reach at once, and off the disk soon.</summary>
public sealed class SqliteStreamWasteTests : StorageConformance
{
    private const int Rows = 3_000;

    private SqliteUnderTest Sqlite => (SqliteUnderTest)Storage;

    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());

    [Fact]
    public async Task Delete_ModelWithManyRows_ClearsThemAll()
    {
        var kept = await FillAsync("kept", rows: 10);
        await FillAsync("hushed", Rows);

        await Storage.Models.DeleteAsync("acme", "hushed", Cancel);
        await Sqlite.Whole.Clearing;

        Assert.Equal("10 1 0", await CountsAsync());
        Assert.Equal(10, (await ReadAllAsync(kept)).Count);
        var text = "";
        await Sqlite.ReopenAsync(() => text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Sqlite.Folder, SqliteDatabase.FileName))));
        Assert.DoesNotContain("hushed", text, StringComparison.Ordinal);
        Assert.Contains("kept", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterAStopInTheMiddle_GoesOn()
    {
        await FillAsync("a", Rows);
        await FillAsync("b", Rows);
        await Storage.Tenants.DeleteAsync("acme", Cancel);

        // Closed at once: a step or two may be done. Again and again, and it comes to an end.
        for (var start = 0; start < 3; start++)
        {
            await Storage.ReopenAsync();
        }

        await Sqlite.Whole.Clearing;
        Assert.Equal("0 0 0", await CountsAsync());
    }

    [Fact]
    public async Task Create_OfTheSameNameAtOnce_SeesNothingOfTheWaste()
    {
        var stream = await FillAsync("a", Rows);
        await Storage.Models.DeleteAsync("acme", "a", Cancel);
        await Storage.Models.CreateAsync("acme", "a", Definition, Cancel);
        var position = await TakeAsync(stream);

        Assert.Empty(await ReadAllAsync(stream));
        Assert.Equal(AppendVerdict.Committed, await Storage.Observations.AppendAsync(Append(stream, position, 5), Cancel));
        await Sqlite.Whole.Clearing;

        Assert.Equal("5 0 0", await CountsAsync());
        Assert.Equal(5, (await ReadAllAsync(stream)).Count);
    }

    private Task<string> CountsAsync() => Sqlite.Whole.Database.ReadAsync(
        session => session.QueryText("""
            SELECT (SELECT count(*) FROM observation) || ' ' || (SELECT count(*) FROM entity_state) || ' ' || (SELECT count(*) FROM stream_waste)
            """),
        Cancel);

    private async Task<StreamKey> FillAsync(string model, int rows)
    {
        var stream = await CreateStreamAsync(model: model);
        var position = await TakeAsync(stream);
        var content = Enumerable.Range(1, rows).Select(sequence => Row(sequence, $"{model}-{sequence}", model, model, model));
        await Storage.Observations.AppendAsync(Append(stream, position, [.. content]), Cancel);
        var bytes = Encoding.ASCII.GetBytes(model);
        var state = new StoredEntityState { Entity = model, Generation = position.Generation, Sequence = rows, Bytes = bytes, Sha256 = SHA256.HashData(bytes) };
        Assert.True(await Storage.EntityStates.PublishAsync(stream, state, Cancel));
        return stream;
    }
}
