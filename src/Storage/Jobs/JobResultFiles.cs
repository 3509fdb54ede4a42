using System.Globalization;

namespace Berlin.Storage.Jobs;

/// <summary>The results in the folder of a job: files <c>result-&lt;epoch&gt;</c>, one per take of the job that came to write; the one of the highest epoch counts.</summary>
/// <remarks>
/// A runner that was paused past its take does not know that another one has the job, and no lock that it holds or lost would keep
/// it from writing when it wakes: the row's fence is compared after the bytes are on disk. So it must not be able to reach the
/// bytes of the other: each take writes a file of its own, which begins as a copy of what counts of the takes before it, and by then
/// no longer changes: a runner writes behind what the row says only, and what the row says no deposed runner can raise.
/// </remarks>
internal static class JobResultFiles
{
    private const string Prefix = "result-";

    /// <summary>Writes behind an offset and flushes.</summary>
    /// <returns>Size of the result after it.</returns>
    /// <exception cref="InvalidDataException">What counts is shorter than the offset, or the folder is gone.</exception>
    public static long Write(string folder, long epoch, long offset, ReadOnlySpan<byte> content)
    {
        var path = PathOf(folder, epoch);
        if (!File.Exists(path))
        {
            Begin(folder, epoch, offset);
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length < offset)
        {
            throw TooShort(folder, length, offset);
        }

        RandomAccess.Write(file, content, offset);
        if (length > offset + content.Length)
        {
            RandomAccess.SetLength(file, offset + content.Length);
        }

        RandomAccess.FlushToDisk(file);
        return offset + content.Length;
    }

    /// <summary>Path of the result that counts; null where there is none.</summary>
    public static string? Newest(string folder) => Directory.Exists(folder) ? NewestBelow(folder, long.MaxValue) : null;

    /// <summary>Makes the file of a take, and removes those before it: whoever still reads one of them reads on.</summary>
    private static void Begin(string folder, long epoch, long length)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"The job '{Path.GetFileName(folder)}' has no files (any more).");
        }

        var temporary = NewFileName.Temporary(folder);
        try
        {
            Copy(NewestBelow(folder, epoch), temporary, length);
            File.Move(temporary, PathOf(folder, epoch), overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }

        DirectoryFlush.Flush(folder);
        foreach (var older in EpochsIn(folder).Where(older => older < epoch).ToList())
        {
            File.Delete(PathOf(folder, older));
        }
    }

    private static void Copy(string? source, string target, long length)
    {
        if (source is not null)
        {
            File.Copy(source, target);
        }

        using var file = File.OpenHandle(target, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (RandomAccess.GetLength(file) is var found && found < length)
        {
            throw TooShort(Path.GetDirectoryName(target)!, found, length);
        }

        RandomAccess.SetLength(file, length);
        RandomAccess.FlushToDisk(file);
    }

    private static string? NewestBelow(string folder, long epoch)
    {
        long? newest = EpochsIn(folder).Where(other => other < epoch).Select(other => (long?)other).Max();
        return newest is { } found ? PathOf(folder, found) : null;
    }

    private static IEnumerable<long> EpochsIn(string folder) =>
        from file in Directory.EnumerateFiles(folder, $"{Prefix}*")
        where long.TryParse(Path.GetFileName(file.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select long.Parse(Path.GetFileName(file.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture);

    private static string PathOf(string folder, long epoch) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{epoch}"));

    private static InvalidDataException TooShort(string folder, long length, long offset) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The result of the job '{Path.GetFileName(folder)}' has {length} bytes; {offset} were written and flushed."));
}
