namespace Berlin.Storage;

/// <summary>Folders of a data folder, and the way to their files.</summary>
internal static class DurableFolder
{
    /// <summary>Creates the folder with its parents and flushes each parent that got a new one.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        Create(parent);
        Directory.CreateDirectory(folder);
        DirectoryFlush.Flush(parent);
    }

    /// <summary>Prepares a folder when the data folder is opened.</summary>
    /// <exception cref="DataFolderException">It cannot be written.</exception>
    public static void Prepare(string folder, Action prepare)
    {
        try
        {
            Create(folder);
            prepare();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The folder '{folder}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Does what blocks on files on a thread of the pool: the caller may be a grain's turn.</summary>
    /// <exception cref="StoreUnavailableException">The disk does not do it now.</exception>
    public static async Task<T> AccessAsync<T>(Func<T> access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return Access(access);
    }

    /// <inheritdoc cref="AccessAsync"/>
    public static T Access<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The disk cannot do this now: {exception.Message}", exception);
        }
    }
}
