using System.Net.Http.Json;
using Berlin.Storage.Faults;

namespace Berlin.EndToEnd.Tests.Durability;

/// <summary>A real server under a real stream of observations, killed with SIGKILL.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int RandomKills = 24;

    [Fact]
    public async Task Stream_KilledAtRandomMoments_LosesAndDoublesNothing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var history = new ObservationHistory(seed);
        var key = await CreateModelAsync(folder.Path);

        for (var kill = 0; kill < RandomKills; kill++)
        {
            using var berlin = await BerlinProcess.StartAsync(folder.Path);
            berlin.Authorize(key);
            var sending = history.SendUntilGoneAsync(berlin.Http);

            // Not a wait for something to happen: this is the random moment.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 600)), TimeProvider.System);
            berlin.Kill();
            await sending;
        }

        await VerifyAsync(folder.Path, key, history);
        output.WriteLine($"{RandomKills} kills, {history.Acknowledged.Count} observations and {history.Changes} changes acknowledged, {history.Unknown} calls without an answer");
        Assert.True(history.Unknown > 0, "No kill hit a batch on its way; the test shows nothing.");
    }

    /// <summary>All but those of jobs, which the tests of bulk scoring reach, and those that one machine does not have.</summary>
    public static TheoryData<FaultPoint> FaultPoints =>
        [.. Enum.GetValues<FaultPoint>().Where(point => $"{point}".Split('_')[0] is not ("Job" or "Postgres"))];

    [Theory]
    [MemberData(nameof(FaultPoints))]
    public async Task Stream_KilledAtAFaultPoint_LosesAndDoublesNothing(FaultPoint point)
    {
        using var folder = new TemporaryFolder();
        var history = new ObservationHistory(seed: (int)point);
        var key = await ReachAsync(point, folder.Path, history);
        await VerifyAsync(folder.Path, key, history);
    }

    /// <summary>Runs the server with the fault until it has killed itself there; fails if the point is never reached.</summary>
    private static async Task<string> ReachAsync(FaultPoint point, string folder, ObservationHistory history)
    {
        switch (point)
        {
            case FaultPoint.Tenant_BeforeCommit:
                using (var berlin = await BerlinProcess.StartAsync(folder, $"{point}"))
                {
                    await Assert.ThrowsAsync<HttpRequestException>(() => berlin.CreateTenantAsync(folder, "acme"));
                    await berlin.WaitForExitAsync();
                }

                return await CreateModelAsync(folder);
            case FaultPoint.Define_BeforeCommit:
                string made;
                using (var berlin = await BerlinProcess.StartAsync(folder, $"{point}"))
                {
                    made = await berlin.CreateTenantAsync(folder, "acme");
                    berlin.Authorize(made);
                    await Assert.ThrowsAsync<HttpRequestException>(() => ObservationHistory.DefineAsync(berlin.Http));
                    await berlin.WaitForExitAsync();
                }

                await DefineAsync(folder, made);
                return made;
            case FaultPoint.Rename_BeforeCommit or FaultPoint.Delete_BeforeCommit:
                var kept = await CreateModelAsync(folder);
                await SendSomeAsync(folder, kept, history);
                using (var berlin = await BerlinProcess.StartAsync(folder, $"{point}"))
                {
                    berlin.Authorize(await BerlinProcess.ReadOperatorKeyAsync(folder));
                    await Assert.ThrowsAsync<HttpRequestException>(() => point == FaultPoint.Delete_BeforeCommit
                        ? berlin.Http.DeleteAsync("/v1/tenants/acme")
                        : berlin.Http.PutAsJsonAsync("/v1/tenants/acme", new { name = "other" }));
                    await berlin.WaitForExitAsync();
                }

                return kept;
            default:
                var key = await CreateModelAsync(folder);
                await SendSomeAsync(folder, key, history);
                var isPassedOnce = point is FaultPoint.Take_BeforeCommit or FaultPoint.Activate_AfterTakeBeforeLoad or FaultPoint.Activate_AfterLoadBeforeReplay;
                var passing = isPassedOnce ? 1 : 2;
                using (var berlin = await BerlinProcess.StartAsync(folder, $"{point}@{passing}", checkpointObservations: 100))
                {
                    berlin.Authorize(key);
                    await history.SendUntilGoneAsync(berlin.Http);
                    await berlin.WaitForExitAsync();
                }

                return key;
        }
    }

    private static async Task<string> CreateModelAsync(string folder)
    {
        using var berlin = await BerlinProcess.StartAsync(folder);
        var key = await berlin.CreateTenantAsync(folder, "acme");
        berlin.Authorize(key);
        await ObservationHistory.DefineAsync(berlin.Http);
        Assert.Equal(0, await berlin.StopAsync());
        return key;
    }

    private static async Task DefineAsync(string folder, string key)
    {
        using var berlin = await BerlinProcess.StartAsync(folder);
        berlin.Authorize(key);
        await ObservationHistory.DefineAsync(berlin.Http);
        Assert.Equal(0, await berlin.StopAsync());
    }

    private static async Task SendSomeAsync(string folder, string key, ObservationHistory history)
    {
        using var berlin = await BerlinProcess.StartAsync(folder, checkpointObservations: 100);
        berlin.Authorize(key);
        await history.SendAsync(berlin.Http, batches: 10);
        berlin.Kill();
    }

    /// <summary>Starts the server without faults, settles what has no answer, stops it in order, and asks the oracle.</summary>
    private static async Task VerifyAsync(string folder, string key, ObservationHistory history)
    {
        string digest;
        Dictionary<string, long> countByEntity;
        using (var berlin = await BerlinProcess.StartAsync(folder))
        {
            berlin.Authorize(key);
            await history.SettleAsync(berlin.Http);
            await history.SendAsync(berlin.Http, batches: 3);
            (_, digest) = await ObservationHistory.DigestAsync(berlin.Http);
            countByEntity = await ObservationHistory.CountByEntityAsync(berlin.Http);
            Assert.Equal(0, await berlin.StopAsync());
        }

        await DurabilityOracle.VerifyAsync(folder, history, digest, countByEntity);
    }
}
