using Berlin.Actors.Clustering;
using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Calls between processes, as far as one process can show them: silos and clients that know each other by sockets only.</summary>
public sealed class RemoteCallTests : IAsyncDisposable
{
    private readonly WireLaboratory _laboratory = new();
    private readonly string _key = Gates.NewName();

    public ValueTask DisposeAsync() => _laboratory.DisposeAsync();

    [Fact]
    public async Task Call_IsAnswered()
    {
        var client = await StartAsync();
        Assert.Equal(7, await client.GetGrain<ICallsGrain>(_key).EchoAsync(7));
        int[] numbers = [1, 2];
        Assert.Equal(numbers, (await client.GetGrain<IWireSamplesGrain>(_key).NumbersAsync(numbers, "ærø"))!);
        Assert.Null(await client.GetGrain<IWireSamplesGrain>(_key).NumbersAsync(null, null));
    }

    [Fact]
    public async Task ManyCallers_GetTheirOwnAnswers()
    {
        var client = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async caller =>
        {
            var grain = client.GetGrain<ICallsGrain>(_key + caller);
            for (var call = 0; call < 200; call++)
            {
                Assert.Equal((caller * 1000) + call, await grain.EchoAsync((caller * 1000) + call));
            }
        }));
    }

    [Fact]
    public async Task MarkedException_CrossesAsItself()
    {
        var client = await StartAsync();
        var failure = await Assert.ThrowsAsync<SampleException>(() => client.GetGrain<IWireSamplesGrain>(_key).ThrowAsync(42));
        Assert.Equal(("the grain says no", 42, "detail"), (failure.Message, failure.Code, failure.Detail));
    }

    [Fact]
    public async Task OtherException_CrossesByTheNameOfItsTypeOnly()
    {
        var client = await StartAsync();
        var failure = await Assert.ThrowsAsync<OrleansException>(() => client.GetGrain<IWireSamplesGrain>(_key).ThrowForeignAsync());
        Assert.Contains("System.InvalidOperationException", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ReachesTheGrain_AndEndsTheCall()
    {
        var client = await StartAsync();
        var (entered, enteredGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        using var source = new CancellationTokenSource();
        var call = client.GetGrain<ICallsGrain>(_key).WaitAsync(entered, cancelled, source.Token);
        await enteredGate.Entered;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelledGate.Entered;
    }

    [Fact]
    public async Task Timeout_EndsTheCall_AndTellsTheGrain()
    {
        var client = await StartAsync();
        var (entered, enteredGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        var call = client.GetGrain<ICallsGrain>(_key).NeverAsync(entered, cancelled, CancellationToken.None);
        await enteredGate.Entered;
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await cancelledGate.Entered;
    }

    [Fact]
    public async Task ExpiredCall_DoesNotBegin()
    {
        var client = await StartAsync();
        var grain = client.GetGrain<ICallsGrain>(_key);
        var (blocking, blockingGate) = Gates.New();
        var (expired, expiredGate) = Gates.New();
        var first = grain.EnterAsync(blocking);
        await blockingGate.Entered;
        await Assert.ThrowsAsync<TimeoutException>(() => grain.NeverAsync(expired, expired, CancellationToken.None));
        blockingGate.Open();
        Assert.Equal(1, await first);
        var (last, lastGate) = Gates.New();
        lastGate.Open();
        Assert.Equal(1, await grain.EnterAsync(last));
        Assert.False(expiredGate.HasEntered);
    }

    [Fact]
    public async Task OneWayCall_DoesNotWait_AndFailsSilently()
    {
        var client = await StartAsync();
        var (name, gate) = Gates.New();
        await client.GetGrain<ICallsGrain>(_key).TellAsync(name);
        await gate.Entered;
        gate.Open();
        var (second, secondGate) = Gates.New();
        await client.GetGrain<ICallsGrain>(_key).TellAndThrowAsync(second);
        await secondGate.Entered;
    }

    [Fact]
    public async Task RequestContext_Crosses_AndOtherTypesDoNot()
    {
        var client = await StartAsync();
        var (name, gate) = Gates.New();
        gate.Open();
        RequestContext.Set("who", "me");
        RequestContext.Set("number", 7L);
        Assert.Equal("me", await client.GetGrain<ICallsGrain>(_key).ContextBehindAsync(name, "who"));
        RequestContext.Set("odd", new Version(1, 0));
        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetGrain<ICallsGrain>(_key).EchoAsync(1));
        Assert.Contains("'odd'", failure.Message, StringComparison.Ordinal);
        RequestContext.Clear();
    }

    [Fact]
    public async Task WhatDoesNotCross_FailsAtTheCall()
    {
        var client = await StartAsync();
        var sequence = client.GetGrain<ISequenceGrain>(_key).CountAsync(3, failAt: -1);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await sequence.GetAsyncEnumerator().MoveNextAsync());
        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetGrain<IWireSamplesGrain>(_key).UnsupportedAsync("text"));
        Assert.Contains("UnsupportedAsync", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await client.GetGrain<ICallsGrain>(_key).EchoAsync(1));
    }

    [Fact]
    public async Task GrainsOfTwoSilos_CallEachOther()
    {
        await _laboratory.StartSiloAsync("one");
        await _laboratory.StartSiloAsync("two");
        var client = _laboratory.NewClient();
        for (var pair = 0; pair < 16; pair++)
        {
            Assert.Equal(7, await client.GetGrain<ICallsGrain>(_key + pair).CallBackAsync(_key + "other" + pair));
        }
    }

    [Fact]
    public async Task StatelessWorkersOfADeadSilo_AnswerOnAnother()
    {
        await _laboratory.StartSiloAsync("one");
        var two = await _laboratory.StartSiloAsync("two");
        var stale = new SharedViews();
        stale.Change(_ => _laboratory.Views.Current);
        var client = _laboratory.NewClient(stale);
        var keys = Enumerable.Range(0, 64).Select(index => _key + index)
            .ToLookup(key => stale.Current.OwnerOf(client.GetGrain<IWorkersGrain>(key).GetGrainId())!.Name == "two");
        Assert.True(keys.Contains(true));
        two.Kill();
        foreach (var key in keys[true])
        {
            Assert.Null(await AskTwiceAsync(client.GetGrain<IWorkersGrain>(key)));
        }

        // Whoever finds that the silo is gone is told so; repeated, the call goes elsewhere.
        static async Task<string?> AskTwiceAsync(IWorkersGrain worker)
        {
            try
            {
                return await worker.ContextAsync("any", atOther: false);
            }
            catch (SiloUnavailableException)
            {
                return await worker.ContextAsync("any", atOther: false);
            }
        }
    }

    [Fact]
    public async Task SiloThatDoesNotOwnTheGrain_HandsTheCallOn()
    {
        var one = await _laboratory.StartSiloAsync("one");
        await _laboratory.StartSiloAsync("two");
        var views = _laboratory.Views.Current;
        var narrow = new SharedViews();
        narrow.Change(_ => new ClusterView(1, [views.Find(one.Identity)!]));
        var client = _laboratory.NewClient(narrow);
        var movedKeys = Enumerable.Range(0, 64).Select(index => _key + index).Where(key => views.Order(key)[0].Name == "two").Take(8).ToArray();
        Assert.NotEmpty(movedKeys);
        foreach (var key in movedKeys)
        {
            Assert.Equal(5, await client.GetGrain<ICallsGrain>(key).EchoAsync(5));
            var (entered, enteredGate) = Gates.New();
            var (cancelled, cancelledGate) = Gates.New();
            using var source = new CancellationTokenSource();
            var call = client.GetGrain<ICallsGrain>(key).WaitAsync(entered, cancelled, source.Token);
            await enteredGate.Entered;
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await cancelledGate.Entered;
        }
    }

    [Fact]
    public async Task LargestArguments_Cross_AndLargerOnesAreRefused()
    {
        var client = await StartAsync();
        var grain = client.GetGrain<IWireSamplesGrain>(_key);
        var fits = new int[(60 << 20) / sizeof(int)];
        fits[^1] = 7;
        var back = await grain.NumbersAsync(fits, null);
        Assert.Equal((fits.Length, 7), (back!.Length, back[^1]));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await grain.NumbersAsync(new int[(64 << 20) / sizeof(int)], null));
        Assert.Equal("still here", await grain.EchoAsync("still here"));
    }

    private async Task<IClusterClient> StartAsync()
    {
        await _laboratory.StartSiloAsync("one");
        return _laboratory.NewClient();
    }
}
