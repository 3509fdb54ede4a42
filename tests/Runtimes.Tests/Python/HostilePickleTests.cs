using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Pickles that would run something, read something or take all memory: none loads, and none leaves a trace.</summary>
public sealed class HostilePickleTests(PythonWorkers workers)
{
    [Fact]
    public async Task Load_HostilePickles_AreAllRefusedWithoutATrace()
    {
        await workers.ReadyAsync();
        var hostile = Directory.GetFiles(workers.Folder, "hostile-*.pkl");
        Assert.True(hostile.Length >= 60, $"There are only {hostile.Length}.");
        await using var neighbour = await workers.Runtime.LoadAsync(workers.Files("text-naive-bayes.pkl"), TestContext.Current.CancellationToken);

        await Parallel.ForEachAsync(hostile, TestContext.Current.CancellationToken, async (path, cancellationToken) =>
        {
            var refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => workers.Runtime.LoadAsync(workers.FilesAt(path), cancellationToken));
            Assert.Equal($"files.{Path.GetFileName(path)}", refusal.Field);
            Assert.DoesNotContain(workers.Folder, refusal.Reason, StringComparison.Ordinal);
            Assert.InRange(refusal.Reason.Length, 10, 500);
        });

        Assert.Equal(["secret"], Directory.GetFileSystemEntries(Path.Combine(workers.Folder, "canary")).Select(Path.GetFileName));
        Assert.Equal(["travel"], PlainTensors.Elements((await neighbour.AskAsync(PlainTensors.Texts("taxi")))[0]));
    }
}
