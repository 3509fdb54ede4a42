using System.Globalization;
using Berlin.Chaos.Network;

namespace Berlin.Chaos.Cluster;

/// <summary>A folder that holds a bounded number of bytes (tmpfs), and can be filled up. Needs root.</summary>
internal sealed class SmallFileSystem : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly string _folder;

    private SmallFileSystem(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && Environment.UserName == "root" ? null : "a small file system needs root on Linux";

    /// <summary>Mounts it over a folder, whose content it takes over.</summary>
    public static async Task<SmallFileSystem> MountAsync(string folder, long bytes)
    {
        var aside = folder + ".aside";
        await SystemCommand.RunAsync("mv", folder, aside);
        Directory.CreateDirectory(folder);
        await SystemCommand.RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", folder);
        await SystemCommand.RunAsync("cp", "-a", $"{aside}/.", folder);
        await SystemCommand.RunAsync("rm", "-rf", aside);
        return new SmallFileSystem(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var chunk = new byte[ChunkBytes];
        try
        {
            while (true)
            {
                file.Write(chunk);
            }
        }
        catch (IOException)
        {
            // No space is left, which is what it is for.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync() => await SystemCommand.TryRunAsync("umount", "--lazy", _folder);
}
