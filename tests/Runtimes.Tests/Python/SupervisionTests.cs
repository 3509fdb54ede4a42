using System.Diagnostics;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>A worker that ends, hangs, leaks or talks nonsense costs its caller an answer in bounded time, and is replaced.</summary>
public sealed class SupervisionTests(PythonWorkers workers, SupervisionTests.OwnRuntime own) : IClassFixture<SupervisionTests.OwnRuntime>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1, "ended with code 3")]
    [InlineData(2, "took longer than")]
    [InlineData(5, "a frame of kind 99")]
    [InlineData(6, "signal 11")]
    [InlineData(9, "cut short")]
    [InlineData(10, "a frame of 4294967295 bytes")]
    public async Task Worker_ThatIsLost_FailsItsCallAndIsReplaced(int act, string reason)
    {
        await using var session = await LoadAsync();
        var fault = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => session.AskAsync(PlainTensors.Row(act)).WaitAsync(Bound));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        await AnswersAgainAsync(session);
    }

    [Fact]
    public async Task Worker_ThatEndsAgainAndAgain_IsReplacedEachTime()
    {
        await using var session = await LoadAsync();
        for (var round = 0; round < 4; round++)
        {
            await Assert.ThrowsAsync<RuntimeUnavailableException>(() => session.AskAsync(PlainTensors.Row(1)).WaitAsync(Bound));
            await AnswersAgainAsync(session);
        }
    }

    [Fact]
    public async Task Worker_ThatFloodsItsOutputs_GoesOn()
    {
        await using var session = await LoadAsync();
        Assert.Equal([0.0], PlainTensors.Elements((await session.AskAsync(PlainTensors.Row(4)))[0]));
    }

    [Fact]
    public async Task Worker_ThatLeaks_IsReplacedWithoutACallThatFails()
    {
        await using var session = await LoadAsync();
        for (var call = 0; call < 12; call++)
        {
            // 32 MiB each stay behind, 256 MiB are allowed.
            Assert.Equal([0.0], PlainTensors.Elements((await session.AskAsync(PlainTensors.Row(3)).WaitAsync(Bound))[0]));
        }
    }

    [Fact]
    public async Task Infer_ThatNeedsTooMuchMemory_IsTheCallersFault()
    {
        await using var session = await LoadAsync();
        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => session.AskAsync(PlainTensors.Row(7)).WaitAsync(Bound));
        Assert.Contains("268435456 bytes", fault.Message, StringComparison.Ordinal);
        await AnswersAgainAsync(session);
    }

    [Theory]
    [InlineData(8, "ValueError: the number 8, seen in (a path)")]
    [InlineData(11, "The model failed on these inputs with KeyError.")]
    public async Task Infer_ThatTheModelRaisesOn_IsTheCallersFaultAndTellsNoPath(int act, string text)
    {
        await using var session = await LoadAsync();
        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => session.AskAsync(PlainTensors.Row(act)).WaitAsync(Bound));
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/etc", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_WhileTheWorkerHangs_IsRefusedWhenTooManyWaitAndCanBeCancelled()
    {
        await using var session = await LoadAsync();
        var hanging = session.AskAsync(PlainTensors.Row(2));
        using var cancellation = new CancellationTokenSource();
        var cancelled = session.InferAsync([PlainTensors.Row(0)], [0], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound));
        var waiting = Enumerable.Range(0, OwnRuntime.MaxWaiting * 2).Select(_ => session.AskAsync(PlainTensors.Row(0))).ToArray();
        var busy = waiting.Where(task => task.IsFaulted).ToArray();
        Assert.InRange(busy.Length, OwnRuntime.MaxWaiting - 1, OwnRuntime.MaxWaiting + 2);
        Assert.All(busy, task => Assert.IsType<RuntimeUnavailableException>(task.Exception!.InnerException));
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => hanging.WaitAsync(Bound));
        // Those that waited are answered by the next worker.
        await Task.WhenAll(waiting.Except(busy)).WaitAsync(Bound);
    }

    [Fact]
    public async Task Session_OfSeveralWorkers_AnswersWhileOneHangs()
    {
        await workers.ReadyAsync();
        var runtime = own.PairsOf(workers);
        var session = await runtime.LoadAsync(workers.Files("misbehaving.pkl"), TestContext.Current.CancellationToken);
        var hanging = session.AskAsync(PlainTensors.Row(2));
        for (var call = 0; call < 20; call++)
        {
            await session.AskAsync(PlainTensors.Row(0)).WaitAsync(Bound);
        }

        Assert.False(hanging.IsCompleted);
        var full = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.LoadAsync(workers.Files("forest.joblib"), TestContext.Current.CancellationToken));
        Assert.Contains("All 3", full.Message, StringComparison.Ordinal);
        await session.DisposeAsync();
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => hanging.WaitAsync(Bound));
    }

    [Fact]
    public async Task Nursery_ThatIsKilled_EndsItsWorkersAndIsStartedAgain()
    {
        await workers.ReadyAsync();
        var runtime = own.PairsOf(workers);
        await using var session = await runtime.LoadAsync(workers.Files("misbehaving.pkl"), TestContext.Current.CancellationToken);
        var nursery = await runtime.Nursery.GetAsync(TestContext.Current.CancellationToken);
        var pair = ChildrenOf(nursery.ProcessId);
        Assert.Equal(2, pair.Length);
        using (var process = Process.GetProcessById(nursery.ProcessId))
        {
            process.Kill();
        }

        await Task.WhenAll(pair.Select(EndedAsync));
        await AnswersAgainAsync(session);
        Assert.NotEqual(nursery.ProcessId, (await runtime.Nursery.GetAsync(TestContext.Current.CancellationToken)).ProcessId);
    }

    [Fact]
    public async Task Session_ThatIsDisposedOf_LeavesNoProcess()
    {
        await workers.ReadyAsync();
        var runtime = own.Of(workers);
        var session = await runtime.LoadAsync(workers.Files("misbehaving.pkl"), TestContext.Current.CancellationToken);
        var nursery = (await runtime.Nursery.GetAsync(TestContext.Current.CancellationToken)).ProcessId;
        Assert.Single(ChildrenOf(nursery));
        await session.DisposeAsync();
        Assert.Empty(ChildrenOf(nursery));
    }

    [Fact]
    public async Task Silo_ThatIsKilled_LeavesNoWorkerEvenOneThatHangs()
    {
        await workers.ReadyAsync();
        var folder = Path.Combine(AppContext.BaseDirectory, "python", "berlin_worker");
        var start = new ProcessStartInfo(PythonWorkers.Python, ["-B", PythonWorkers.Script("stand_in_silo.py"), PythonWorkers.Python, folder, workers.Files("misbehaving.pkl").Files[0].Path, Path.Combine(workers.Folder, "modules")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var silo = Process.Start(start)!;
        var processes = (await silo.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ').Select(int.Parse).ToArray();
        Assert.Equal(2, processes.Length);
        Assert.All(processes, process => Assert.True(Directory.Exists($"/proc/{process}")));
        silo.Kill();
        await Task.WhenAll(processes.Select(EndedAsync));
    }

    private static int[] ChildrenOf(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static async Task EndedAsync(int process)
    {
        try
        {
            using var ended = Process.GetProcessById(process);
            await ended.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (ArgumentException)
        {
            // It had ended before it was looked for.
        }
    }

    private static async Task AnswersAgainAsync(IModelSession session)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Assert.Equal([0.0], PlainTensors.Elements((await session.AskAsync(PlainTensors.Row(0)).WaitAsync(Bound))[0]));
                return;
            }
            catch (RuntimeUnavailableException) when (waited.Elapsed < Bound)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<IModelSession> LoadAsync()
    {
        await workers.ReadyAsync();
        return await own.Of(workers).LoadAsync(workers.Files("misbehaving.pkl"), TestContext.Current.CancellationToken);
    }

    /// <summary>Runtimes with short bounds, whose calls hold one request each.</summary>
    public sealed class OwnRuntime : IAsyncDisposable
    {
        public const int MaxWaiting = 8;

        private PythonRuntime? _runtime;
        private PythonRuntime? _pairs;

        public PythonRuntime Of(PythonWorkers workers) => _runtime ??= workers.NewRuntime(new PythonOptions
        {
            CallTimeout = TimeSpan.FromSeconds(3),
            WorkerMemoryBytes = 256L << 20,
            LongestRestartDelay = TimeSpan.FromMilliseconds(200),
            MaxWaitingRequests = MaxWaiting,
            MaxBatchRows = 1,
        });

        public PythonRuntime PairsOf(PythonWorkers workers) => _pairs ??= workers.NewRuntime(new PythonOptions
        {
            WorkersPerVersion = 2,
            MaxWorkers = 3,
            MaxBatchRows = 1,
            LongestRestartDelay = TimeSpan.FromMilliseconds(200),
        });

        public async ValueTask DisposeAsync()
        {
            foreach (var runtime in new[] { _runtime, _pairs }.OfType<PythonRuntime>())
            {
                await runtime.DisposeAsync();
                await runtime.DisposeAsync();
            }
        }
    }
}
