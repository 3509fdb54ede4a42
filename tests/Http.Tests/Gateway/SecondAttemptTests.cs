using System.Text;
using Berlin.Gateway;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Berlin.Http.Tests.Gateway;

/// <summary>When a request is sent to a second silo, and when never.</summary>
public sealed class SecondAttemptTests
{
    private const string Predict = "/v1/models/m/predict";
    private const string Observe = "/v1/models/m/observations";

    /// <summary>What may be repeated, and what must not: the table of the routes.</summary>
    public static TheoryData<string, string, bool> Table => new()
    {
        { "POST", Predict, true },
        { "POST", Observe, true },
        { "GET", "/v1/models", true },
        { "GET", "/v1/models/m/observations", true },
        { "GET", "/v1/cluster", true },
        { "GET", "/openapi.json", true },
        { "PUT", "/v1/models/m", false },
        { "DELETE", "/v1/models/m", false },
        { "DELETE", "/v1/models/m/observations/a", false },
        { "PATCH", "/v1/models/m/observations/a", false },
        { "POST", "/v1/tenants", false },
        { "POST", "/v1/models/m/score", false },
        { "POST", "/v1/jobs", false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Silo_ThatBreaksOffBeforeItsAnswer_IsReplacedWhereTheRequestMayBeRepeated(string method, string path, bool isRepeated)
    {
        await using var site = await Site.StartAsync();
        site.First.OnRequest = BreakOffAsync;

        var answer = await site.SendAsync(method, path);

        Assert.Equal((1, isRepeated ? 1 : 0), (site.First.Asked, site.Second.Asked));
        if (isRepeated)
        {
            Assert.Equal((200, $"second:{Site.Body(method)}"), ((int)answer.Status, answer.Text));
        }
        else
        {
            answer.RequireError(503, "silo.unavailable", "The silo did not answer, and the outcome is unknown; repeat the call.");
            Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Silo_ThatIsNotReached_IsReplacedWhateverTheRequestIs(string method, string path, bool isRepeated)
    {
        _ = isRepeated;
        await using var site = await Site.StartAsync(options => options.ProbeInterval = TimeSpan.FromMinutes(1));
        await site.First.KillAsync();

        var answer = await site.SendAsync(method, path);

        Assert.Equal((200, $"second:{Site.Body(method)}"), ((int)answer.Status, answer.Text));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Silo_ThatIsStopping_IsLeftAtOnceWhateverTheRequestIs(string method, string path, bool isRepeated)
    {
        _ = isRepeated;
        await using var site = await Site.StartAsync(options => options.ProbeInterval = TimeSpan.FromMinutes(1));
        site.First.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloStopping);
        site.First.IsReady = false;

        var isStreamed = path.EndsWith("/score", StringComparison.Ordinal) || path.EndsWith("/jobs", StringComparison.Ordinal);
        var answer = await site.SendAsync(method, path);
        var next = await site.SendAsync(method, path);

        // What is worked off while it comes in is gone with the first silo.
        Assert.Equal(isStreamed ? 503 : 200, (int)answer.Status);
        Assert.Equal((200, $"second:{Site.Body(method)}"), ((int)next.Status, next.Text));
        Assert.Equal(1, site.First.Asked);
        Assert.False(answer.Headers.Contains("Berlin-Error"));
    }

    [Fact]
    public async Task Refusal_OfTheSecondSilo_ReachesTheClientWhole()
    {
        await using var site = await Site.StartAsync();
        site.First.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloUnavailable);
        site.Second.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloUnavailable);

        var answer = await site.SendAsync("POST", Observe);

        answer.RequireError(503, "silo.unavailable", "Refused.");
        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal((1, 1), (site.First.Asked, site.Second.Asked));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Silo_ThatCannotReachAnother_IsReplacedWhereTheRequestMayBeRepeated(string method, string path, bool isRepeated)
    {
        await using var site = await Site.StartAsync();
        site.First.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloUnavailable);

        var answer = await site.SendAsync(method, path);

        Assert.Equal((isRepeated ? 200 : 503, isRepeated ? 1 : 0), ((int)answer.Status, site.Second.Asked));
        Assert.False(answer.Headers.Contains("Berlin-Error"));
    }

    [Theory]
    [InlineData(ErrorCodes.StoreUnavailable, 503)]
    [InlineData(ErrorCodes.TrainerBusy, 503)]
    [InlineData(ErrorCodes.ServerFault, 500)]
    [InlineData(ErrorCodes.ModelNotFound, 404)]
    public async Task Error_ThatEachSiloWouldTell_IsTheAnswer(string code, int status)
    {
        await using var site = await Site.StartAsync();
        site.First.OnRequest = context => StandInSilo.RefuseAsync(context, code);
        (await site.SendAsync("POST", Predict)).RequireError(status, code);
        Assert.Equal(0, site.Second.Asked);
    }

    [Fact]
    public async Task Silo_ThatBreaksOffWithinItsAnswer_IsNotReplaced()
    {
        await using var site = await Site.StartAsync();
        var arrived = new TaskCompletionSource();
        site.First.OnRequest = async context =>
        {
            await context.Response.WriteAsync("half of");
            await context.Response.Body.FlushAsync();
            await arrived.Task;
            context.Abort();
        };

        using var response = await site.Gateway.Client.SendAsync(
            site.Request("POST", Predict), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte["half of".Length], TestContext.Current.CancellationToken);
        arrived.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal(0, site.Second.Asked);
    }

    [Fact]
    public async Task Prediction_ThatTakesLong_IsAskedOfAnotherSilo()
    {
        await using var site = await Site.StartAsync(options => options.FirstAttemptTimeout = TimeSpan.FromMilliseconds(100));
        var cancelled = new TaskCompletionSource();
        site.First.OnRequest = async context =>
        {
            using var _ = context.RequestAborted.Register(() => cancelled.TrySetResult());
            await cancelled.Task;
        };

        var answer = await site.SendAsync("POST", Predict);

        Assert.Equal("second:{}", answer.Text);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Prediction_ThatTakesLong_IsWaitedForWhereThereIsNoOtherSilo()
    {
        await using var site = await Site.StartAsync(options => options.FirstAttemptTimeout = TimeSpan.FromMilliseconds(50));
        site.Second.IsReady = false;
        site.Ring.Turn(site.First.Silo);
        site.First.OnRequest = async context =>
        {
            await Task.Delay(300, context.RequestAborted);
            await context.Response.WriteAsync("late");
        };

        Assert.Equal("late", (await site.SendAsync("POST", Predict)).Text);
    }

    [Fact]
    public async Task Observation_ThatTakesLong_IsWaitedForWhileItsSiloAnswersProbes()
    {
        await using var site = await Site.StartAsync(options =>
        {
            options.FirstAttemptTimeout = TimeSpan.FromMilliseconds(50);
            options.ProbeInterval = TimeSpan.FromMilliseconds(50);
        });
        site.First.OnRequest = async context =>
        {
            await Task.Delay(500, context.RequestAborted);
            await context.Response.WriteAsync("stored");
        };

        Assert.Equal("stored", (await site.SendAsync("POST", Observe)).Text);
        Assert.Equal(0, site.Second.Asked);
    }

    [Fact]
    public async Task Observation_WhoseSiloFallsAsleep_IsSentToAnotherOne()
    {
        await using var site = await Site.StartAsync(options => options.ProbeInterval = TimeSpan.FromMilliseconds(50));
        var begun = new TaskCompletionSource();
        site.First.OnRequest = async context =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var observing = site.SendAsync("POST", Observe);
        await begun.Task;
        site.First.FallAsleep();

        Assert.Equal("second:{}", (await observing).Text);
    }

    [Fact]
    public async Task Request_WhoseSiloIsDeclaredDead_IsAnsweredAtOnce()
    {
        await using var site = await Site.StartAsync();
        var begun = new TaskCompletionSource();
        site.First.OnRequest = async context =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var defining = site.SendAsync("PUT", "/v1/models/m");
        await begun.Task;

        site.Ring.Turn(site.Second.Silo);

        (await defining).RequireError(503, "silo.unavailable", "The silo did not answer, and the outcome is unknown; repeat the call.");
    }

    [Fact]
    public async Task SecondSilo_ThatFailsToo_IsTheLast()
    {
        await using var site = await Site.StartAsync();
        await using var third = await StandInSilo.StartAsync("third");
        site.Ring.Turn(site.First.Silo, site.Second.Silo, third.Silo);
        site.First.OnRequest = BreakOffAsync;
        site.Second.OnRequest = BreakOffAsync;

        (await site.SendAsync("POST", Predict)).RequireError(503, "silo.unavailable");

        Assert.Equal((1, 1, 0), (site.First.Asked, site.Second.Asked, third.Asked));
    }

    [Theory]
    [InlineData(64 * 1024, false, true)]
    [InlineData((64 * 1024) + 1, false, false)]
    [InlineData(64 * 1024, true, true)]
    [InlineData((64 * 1024) + 1, true, false)]
    [InlineData(1024 * 1024, true, false)]
    public async Task Body_UpToItsBound_IsSentAgainAsItWas(int length, bool chunked, bool isRepeated)
    {
        await using var site = await Site.StartAsync();
        site.First.OnRequest = async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Abort();
        };
        var body = string.Create(length, 0, static (characters, _) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)('a' + (i % 26));
            }
        });

        var answer = await site.SendAsync("POST", Predict, body, chunked);
        Assert.Equal(isRepeated ? 200 : 503, (int)answer.Status);
        Assert.Equal(isRepeated ? 1 : 0, site.Second.Asked);

        site.First.OnRequest = null;
        await site.Gateway.UntilReadyAsync();
        var whole = await site.SendAsync("POST", Predict, body, chunked);
        Assert.EndsWith(":" + body, whole.Text, StringComparison.Ordinal);
        Assert.True(!isRepeated || answer.Text == "second:" + body);
    }

    [Fact]
    public async Task Repetitions_BeyondTheirBudget_AreNotMade()
    {
        const int requests = 400;
        await using var site = await Site.StartAsync();
        site.First.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloUnavailable);
        for (var request = 0; request < requests; request++)
        {
            await site.SendAsync("POST", Predict);
        }

        // What was saved at the start (100) and a tenth of the requests.
        Assert.Equal((requests, 100 + (requests / 10)), (site.First.Asked, site.Second.Asked));
    }

    private static Task BreakOffAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>A gateway before two silos, the first of which every key belongs to.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private string _key = "";

        public required StandInSilo First { get; init; }

        public required StandInSilo Second { get; init; }

        public required TestRing Ring { get; init; }

        public required GatewayUnderTest Gateway { get; init; }

        public static async Task<Site> StartAsync(Action<GatewayOptions>? configure = null)
        {
            var (first, second) = (await StandInSilo.StartAsync("first"), await StandInSilo.StartAsync("second"));
            var ring = new TestRing(first.Silo, second.Silo);
            var gateway = await GatewayUnderTest.StartAsync(ring, configure);
            await gateway.UntilReadyAsync();
            return new Site { First = first, Second = second, Ring = ring, Gateway = gateway, _key = gateway.Keys.Add('a', 's', "acme", "predict") };
        }

        public static string Body(string method) => method is "GET" or "DELETE" ? "" : "{}";

        public Task<Answer> SendAsync(string method, string path, string? body = null, bool chunked = false) =>
            Answer.ReadAsync(Gateway.Client, Request(method, path, body, chunked));

        public HttpRequestMessage Request(string method, string path, string? body = null, bool chunked = false)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Authorization", $"Bearer {_key}");
            body ??= Body(method);
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                request.Headers.TransferEncodingChunked = chunked;
            }

            return request;
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
