using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Pickles that would run something, read something or take all memory: none loads, and none leaves a trace.</summary>
public sealed class HostilePickleTests(PythonWorkers workers, ITestOutputHelper output)
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

    [Fact]
    public async Task Load_DamagedPickles_EndInAVerdictAndLeaveTheNeighbourAlone()
    {
        await workers.ReadyAsync();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var neighbour = await workers.Runtime.LoadAsync(workers.Files("text-naive-bayes.pkl"), TestContext.Current.CancellationToken);
        foreach (var model in new[] { "gradient-boosting.pkl", "text-union-sgd.joblib" })
        {
            var whole = await File.ReadAllBytesAsync(Path.Combine(workers.Folder, model), TestContext.Current.CancellationToken);
            for (var mutant = 0; mutant < 25; mutant++)
            {
                var path = Path.Combine(workers.Folder, $"damaged-{mutant}-{model}");
                await File.WriteAllBytesAsync(path, Damaged(whole, random), TestContext.Current.CancellationToken);
                try
                {
                    // A flipped bit of a number is a model all the same; its digest is what tells.
                    await using var session = await workers.Runtime.LoadAsync(workers.FilesAt(path), TestContext.Current.CancellationToken);
                }
                catch (ModelRefusedException refusal)
                {
                    Assert.True(refusal.Field is "signature" or "environment.scikit-learn" || refusal.Field.StartsWith("files.", StringComparison.Ordinal), refusal.Message);
                }
            }
        }

        Assert.Equal(["travel"], PlainTensors.Elements((await neighbour.AskAsync(PlainTensors.Texts("taxi")))[0]));
    }

    private static byte[] Damaged(byte[] whole, Random random)
    {
        if (random.Next(4) == 0)
        {
            return whole[..random.Next(whole.Length)];
        }

        byte[] damaged = [.. whole];
        for (var flips = random.Next(1, 20); flips > 0; flips--)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }
}
