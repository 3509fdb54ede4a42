using SQLitePCL;

namespace Berlin.Bench.Storage;

/// <summary>What the index of entities adds to an append: the same load on two databases, of which one lacks it, in turns.</summary>
internal static class IndexPrice
{
    private const int Turns = 8;
    private const int Streams = 4;
    private const int Entities = 100_000;

    public static async Task<object> MeasureAsync(string folder, int batch, TimeSpan duration)
    {
        var without = Path.Combine(folder, $"without-{batch}");
        await (await AppendLoad.OpenAsync(without, Streams, batch, Entities)).DisposeAsync();
        Drop(Path.Combine(without, "berlin.db"));

        await using var bare = await AppendLoad.OpenAsync(without, Streams, batch, Entities);
        await using var indexed = await AppendLoad.OpenAsync(Path.Combine(folder, $"with-{batch}"), Streams, batch, Entities);
        await using var none = await AppendLoad.OpenAsync(Path.Combine(folder, $"none-{batch}"), Streams, batch, entities: 0);
        for (var turn = 0; turn < Turns; turn++)
        {
            await bare.RunAsync(duration / Turns);
            await indexed.RunAsync(duration / Turns);
            await none.RunAsync(duration / Turns);
        }

        Console.WriteLine(
            $"{batch,7}{bare.RowsPerSecond,17:N0}{indexed.RowsPerSecond,17:N0}{none.RowsPerSecond,17:N0}"
            + $"{bare.ProcessorMicrosecondsPerRow,12:N1}{indexed.ProcessorMicrosecondsPerRow,12:N1}{none.ProcessorMicrosecondsPerRow,12:N1}");
        return new
        {
            batch,
            rows_per_second_without_index = Math.Round(bare.RowsPerSecond),
            rows_per_second_with_index = Math.Round(indexed.RowsPerSecond),
            rows_per_second_rows_without_entity = Math.Round(none.RowsPerSecond),
            processor_microseconds_per_row_without_index = Math.Round(bare.ProcessorMicrosecondsPerRow, 1),
            processor_microseconds_per_row_with_index = Math.Round(indexed.ProcessorMicrosecondsPerRow, 1),
            processor_microseconds_per_row_rows_without_entity = Math.Round(none.ProcessorMicrosecondsPerRow, 1),
        };
    }

    // The store is closed, so that another connection of the process may open the file.
    private static void Drop(string path)
    {
        Check(raw.sqlite3_open(path, out var connection));
        using (connection)
        {
            Check(raw.sqlite3_exec(connection, "DROP INDEX observation_entity"));
        }
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {code}.");
        }
    }
}
