using System.Text;
using Berlin.Grains.Hosting;
using Berlin.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Grains.Tests.Jobs;

public sealed class JobTests
{
    private const int Rows = 100;

    [Fact]
    public async Task Job_RunsToItsEnd()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host, "job-1", [.. Lines(3), "bad"]);
        Assert.Equal(("job-1", "accounts", "how", 18L), (made.Id, made.Model, made.Options, made.InputBytes));
        var done = await DoneAsync(host, "job-1");
        Assert.Equal((4L, 1L, done.InputBytes), (done.Rows, done.RowsFailed, done.BytesRead));
        Assert.NotNull(done.StartedAt);
        Assert.NotNull(done.FinishedAt);
        Assert.Equal("start\n1:row1\n2:row2\n3:row3\n4:bad\n", await ResultAsync(host, "job-1"));
        Assert.Equal(done.ResultBytes, Encoding.UTF8.GetByteCount(await ResultAsync(host, "job-1")));
    }

    [Fact]
    public async Task Job_WithoutRows_HasAResultWithoutRows()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, "job-1", [""]);
        await DoneAsync(host, "job-1");
        Assert.Equal("start\n", await ResultAsync(host, "job-1"));
    }

    [Fact]
    public async Task PassingFault_IsPassedOverByTheNextStart_WithoutARowTwice()
    {
        await using var host = await StartAsync();
        var failures = 0;
        host.Scoring.BeforeRow = (row, _) => row % 30 == 0 && Interlocked.Increment(ref failures) <= 3
            ? throw new BerlinException(ErrorCodes.StoreUnavailable, "away", isTransient: true)
            : Task.CompletedTask;
        await CreateAsync(host, "job-1", Lines(Rows));
        await GrainTestHost.UntilAsync(
            async () =>
            {
                await Job(host, "job-1").StartAsync(default);
                return await Job(host, "job-1").DescribeAsync(default);
            },
            job => job?.State == JobStates.Done);
        Assert.Equal(Expected(Rows), await ResultAsync(host, "job-1"));

        // Progress is stored each seven rows: a run goes on behind the last of them.
        Assert.Equal([0L, 28, 28, 28], host.Scoring.Begun);
    }

    [Theory]
    [InlineData(true, "model.not_found", "There is no model.")]
    [InlineData(false, "server.fault", "Berlin failed to score the input; the server's log holds the details.")]
    public async Task LastingFault_FailsTheJob(bool isKnown, string code, string text)
    {
        await using var host = await StartAsync();
        host.Scoring.BeforeRow = (row, _) => row < 20 ? Task.CompletedTask
            : throw (isKnown ? new BerlinException(ErrorCodes.ModelNotFound, "There is no model.") : new InvalidOperationException("a defect"));
        await CreateAsync(host, "job-1", Lines(Rows));
        var failed = await GrainTestHost.UntilAsync(() => Job(host, "job-1").DescribeAsync(default), job => job?.State == JobStates.Failed);
        Assert.Equal((JobStates.Failed, code, text, 14L), (failed!.State, failed.ErrorCode, failed.Error, failed.Rows));
        await Job(host, "job-1").StartAsync(default);
        Assert.Equal(JobStates.Failed, (await Job(host, "job-1").DescribeAsync(default))!.State);
    }

    [Fact]
    public async Task Jobs_BeyondThePlaces_WaitForTheirTurn()
    {
        await using var host = await StartAsync();
        var gate = new Gate();
        host.Scoring.BeforeRow = gate.PassAsync;
        await CreateAsync(host, "job-1", Lines(Rows));
        await gate.Reached;
        await CreateAsync(host, "job-2", Lines(Rows));
        Assert.Equal(JobStates.Running, (await Job(host, "job-1").DescribeAsync(default))!.State);
        Assert.Equal(JobStates.Queued, (await Job(host, "job-2").DescribeAsync(default))!.State);
        Assert.Equal(["job-2", "job-1"], (await Directory(host).ListAsync(null, 10, default)).Select(job => job.Id));
        gate.Open();
        await DoneAsync(host, "job-1");
        await DoneAsync(host, "job-2");
    }

    [Fact]
    public async Task Job_ThatIsRemovedWhileItRuns_EndsAndLeavesNothing()
    {
        await using var host = await StartAsync();
        var gate = new Gate();
        host.Scoring.BeforeRow = gate.PassAsync;
        await CreateAsync(host, "job-1", Lines(Rows));
        await gate.Reached;
        Assert.True(await Job(host, "job-1").RemoveAsync(default));
        Assert.Null(await Job(host, "job-1").DescribeAsync(default));
        Assert.False(await Job(host, "job-1").RemoveAsync(default));
        Assert.Empty(await host.JobFiles.ListAsync(TimeSpan.Zero, default));

        // Its place is free again.
        host.Scoring.BeforeRow = (_, _) => Task.CompletedTask;
        await CreateAsync(host, "job-2", Lines(3));
        await DoneAsync(host, "job-2");
    }

    [Fact]
    public async Task Job_OfASiloThatStops_GoesOnInTheNext()
    {
        await using var host = await StartAsync();
        var gate = new Gate(atRow: 50);
        host.Scoring.BeforeRow = gate.PassAsync;
        await CreateAsync(host, "job-1", Lines(Rows));
        await gate.Reached;
        await host.RestartAsync();
        Assert.Equal((JobStates.Queued, 49L), (await Job(host, "job-1").DescribeAsync(default)) is { } waiting ? (waiting.State, waiting.Rows) : default);
        gate.Open();
        await Job(host, "job-1").StartAsync(default);
        await DoneAsync(host, "job-1");
        Assert.Equal(Expected(Rows), await ResultAsync(host, "job-1"));
        Assert.Equal([0L, 49], host.Scoring.Begun);
    }

    [Fact]
    public async Task Runner_WhoseJobAnotherTook_WritesNothingMore()
    {
        await using var host = await StartAsync();
        var gate = new Gate(atRow: 50);
        host.Scoring.BeforeRow = gate.PassAsync;
        await CreateAsync(host, "job-1", Lines(Rows));
        await gate.Reached;
        var taken = await host.Jobs.TakeAsync("job-1", "another", default);
        Assert.Equal(49, taken!.Progress.Rows);
        gate.Open();

        // The deposed runner ends at its next progress, and the next start takes the job back from there.
        await GrainTestHost.UntilAsync(
            async () =>
            {
                await Job(host, "job-1").StartAsync(default);
                return await Job(host, "job-1").DescribeAsync(default);
            },
            job => job?.State == JobStates.Done);
        Assert.Equal(Expected(Rows), await ResultAsync(host, "job-1"));
        Assert.Equal([0L, 49], host.Scoring.Begun);
    }

    [Fact]
    public async Task Job_BeyondTheTenantsBound_IsRefused()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, "job-1", Lines(1));
        await CreateAsync(host, "job-2", Lines(1));
        var admitted = await Assert.ThrowsAsync<BerlinException>(() => Directory(host).AdmitAsync("accounts", default));
        var made = await Assert.ThrowsAsync<BerlinException>(() => CreateAsync(host, "job-3", Lines(1)));
        Assert.Equal([ErrorCodes.JobLimitReached, ErrorCodes.JobLimitReached], [admitted.Code, made.Code]);
        Assert.Equal("There are 2 jobs, as many as a tenant may have, finished ones included. Delete some.", made.Message);
        await Job(host, "job-1").RemoveAsync(default);
        await Directory(host).AdmitAsync("accounts", default);
    }

    [Fact]
    public async Task Job_OfAnUnknownModel_IsRefused()
    {
        await using var host = await StartAsync();
        var admitted = await Assert.ThrowsAsync<BerlinException>(() => Directory(host).AdmitAsync("nobody", default));
        Assert.Equal(ErrorCodes.ModelNotFound, admitted.Code);
        var request = new JobRequest { Model = "nobody", Options = "how", InputBytes = 1 };
        var made = await Assert.ThrowsAsync<BerlinException>(() => Job(host, "job-1").CreateAsync(request, default));
        Assert.Equal(ErrorCodes.ModelNotFound, made.Code);
    }

    [Fact]
    public async Task Keeper_BeginsWhatIsUnfinished_AndRemovesWhatIsOldOrWasNeverMade()
    {
        await using var host = await StartAsync();
        await CreateAsync(host, "job-old", Lines(1));
        await DoneAsync(host, "job-old");
        var gate = new Gate(atRow: 50);
        host.Scoring.BeforeRow = gate.PassAsync;
        await CreateAsync(host, "job-cut", Lines(Rows));
        await gate.Reached;
        await host.RestartAsync();
        gate.Open();
        await host.JobFiles.WriteInputAsync("job-orphan", new MemoryStream([1]), 10, default);

        var keeper = await KeepAsync(host, TimeProvider.System);
        await DoneAsync(host, "job-cut");
        Assert.Equal(["job-cut", "job-old"], await host.JobFiles.ListAsync(TimeSpan.Zero, default));
        await keeper.StoppingAsync(default);

        keeper = await KeepAsync(host, new ShiftedTime(TimeSpan.FromDays(8)));
        await GrainTestHost.UntilAsync(() => host.JobFiles.ListAsync(TimeSpan.Zero, default), jobs => jobs.Count == 0);
        Assert.Empty(await Directory(host).ListAsync(null, 10, default));
        await keeper.StoppingAsync(default);
    }

    private static async Task<IHostedLifecycleService> KeepAsync(GrainTestHost host, TimeProvider time)
    {
        var services = new ServiceCollection().AddSingleton(host.Jobs).AddSingleton(host.JobFiles).AddSingleton(host.Grains).AddSingleton(time)
            .AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>)).Configure<JobOptions>(options => options.OrphanAge = TimeSpan.Zero).AddJobKeeper().BuildServiceProvider();
        var keeper = (IHostedLifecycleService)services.GetRequiredService<IHostedService>();
        await keeper.StartingAsync(default);
        await keeper.StartAsync(default);
        await keeper.StartedAsync(default);
        return keeper;
    }

    private static async Task<GrainTestHost> StartAsync()
    {
        var host = await GrainTestHost.StartAsync(jobs: options =>
        {
            options.ProgressRows = 7;
            options.MaxJobsPerTenant = 2;
        });
        await host.DefineAsync();
        return host;
    }

    private static IJobGrain Job(GrainTestHost host, string id) => host.Grains.GetGrain<IJobGrain>(Names.ModelKey("acme", id));

    private static IJobDirectoryGrain Directory(GrainTestHost host) => host.Grains.GetGrain<IJobDirectoryGrain>("acme");

    private static string[] Lines(int count) => [.. Enumerable.Range(1, count).Select(row => $"row{row}")];

    private static string Expected(int count) => "start\n" + string.Concat(Enumerable.Range(1, count).Select(row => $"{row}:row{row}\n"));

    private static async Task<JobReport> CreateAsync(GrainTestHost host, string id, string[] lines)
    {
        var input = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        await host.JobFiles.WriteInputAsync(id, new MemoryStream(input), 1_000_000, default);
        return await Job(host, id).CreateAsync(new JobRequest { Model = "accounts", Options = "how", InputBytes = input.Length }, default);
    }

    private static async Task<JobReport> DoneAsync(GrainTestHost host, string id)
    {
        var done = await GrainTestHost.UntilAsync(() => Job(host, id).DescribeAsync(default), job => job?.State == JobStates.Done);
        Assert.Equal(JobStates.Done, done?.State);
        return done!;
    }

    private static async Task<string> ResultAsync(GrainTestHost host, string id)
    {
        await using var result = await host.JobFiles.OpenResultAsync(id, default);
        using var text = new StreamReader(result!, Encoding.UTF8);
        return await text.ReadToEndAsync();
    }

    /// <summary>Stops a run before one row until it is opened.</summary>
    private sealed class Gate(long atRow = 1)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _open.TrySetResult();

        public async Task PassAsync(long row, CancellationToken cancellationToken)
        {
            if (row == atRow)
            {
                _reached.TrySetResult();
                await _open.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
