using System.Diagnostics;
using Berlin.Storage.Artifacts;
using Berlin.Storage.KilledWriter;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>Two processes store in one folder and die by kill -9, again and again: what has a name is whole, and what was acknowledged has its name.</summary>
public sealed class FileArtifactStoreKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<ArtifactDigest> _stored = [];

    private string Root => _folder["artifacts"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TwoProcesses_KilledAtRandomMoments_LoseNothingAndLeaveNothingHalf()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var leftovers = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(RunAsync(random.Next(), random.Next(1, 60)), RunAsync(random.Next(), random.Next(1, 60)));
            leftovers += Directory.GetFiles(Path.Combine(Root, "incoming")).Length;
            await CheckAsync(FileArtifactStore.OpenShared(Root));
        }

        output.WriteLine($"{_stored.Count} artifacts are there, {leftovers} were on their way when their writers died");
        await CheckAsync(FileArtifactStore.Open(Root));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, "incoming")));
    }

    private async Task RunAsync(int seed, int killAfter)
    {
        string[] arguments = [typeof(ArtifactWriting).Assembly.Location, Root, "artifacts", $"{seed}"];
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments) { RedirectStandardOutput = true })!;
        for (var line = 1; await process.StandardOutput.ReadLineAsync() is { } told; line++)
        {
            Note(told.Split(' '));
            if (line == killAfter)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Assert.Contains(process.ExitCode, new[] { 137, -1 });
    }

    private void Note(string[] told)
    {
        lock (_stored)
        {
            var digest = ArtifactDigest.Parse(told[1]);
            if (told[0] == "stored")
            {
                _stored.Add(digest);
            }
            else
            {
                _stored.Remove(digest);
            }
        }
    }

    private async Task CheckAsync(FileArtifactStore store)
    {
        var listed = await store.ListAsync(default).ToListAsync();
        foreach (var artifact in listed)
        {
            await using var stream = await store.OpenAsync(artifact.Digest, default);
            using var read = new MemoryStream();
            await stream!.CopyToAsync(read);
            Assert.Equal(artifact, new StoredArtifact(ArtifactDigest.Of(read.ToArray()), read.Length));
        }

        Assert.Subset(listed.Select(artifact => artifact.Digest).ToHashSet(), _stored);
    }
}
