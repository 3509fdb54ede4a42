namespace Berlin.Storage;

/// <summary>The time as the file system of a folder tells it: the times of its files compare with it, whatever the clocks of the machines that share the folder say.</summary>
internal static class FolderClock
{
    /// <summary>Now, UTC. Writes and deletes a file.</summary>
    public static DateTime Now(string folder)
    {
        var path = NewFileName.Temporary(folder);
        try
        {
            File.WriteAllBytes(path, [0]);
            return File.GetLastWriteTimeUtc(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
