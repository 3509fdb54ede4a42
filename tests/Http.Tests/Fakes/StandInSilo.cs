using System.Text;
using Berlin.Gateway.Routing.Rings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A server in a silo's place, on a real Kestrel, which answers as a test tells it: what a gateway sees of a silo that fails.</summary>
public sealed class StandInSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _wakesUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;
    private int _answering;
    private volatile bool _isAsleep;

    private StandInSilo(WebApplication app, string name)
    {
        _app = app;
        Name = name;
    }

    public string Name { get; }

    /// <summary>As the ring knows it.</summary>
    public RingSilo Silo => new(Name, Generation: 1, _app.Urls.First());

    /// <summary>Requests so far, without probes.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Whether probes are told that it takes requests.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Answers a request; by default with the silo's name.</summary>
    public Func<HttpContext, Task>? OnRequest { get; set; }

    public static async Task<StandInSilo> StartAsync(string name = "silo", int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
        var app = builder.Build();
        var silo = new StandInSilo(app, name);
        app.Run(silo.AnswerAsync);
        await app.StartAsync();
        return silo;
    }

    /// <summary>Answers nothing from now on, not even probes, until it is disposed of: a process that is stopped.</summary>
    public void FallAsleep() => _isAsleep = true;

    /// <summary>Cuts every connection and takes no more: a process that is killed.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    /// <summary>Waits until every request that came has its answer: a silo that leaves does so before it is gone.</summary>
    public async Task UntilDrainedAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Volatile.Read(ref _answering) > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Refuses as the error table has it.</summary>
    public static Task RefuseAsync(HttpContext context, string code)
    {
        ErrorAnswer.Write(context, code, "Refused.");
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _wakesUp.TrySetResult();
        await KillAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (_isAsleep)
        {
            await _wakesUp.Task;
        }

        if (context.Request.Path == "/readyz")
        {
            context.Response.StatusCode = IsReady ? 200 : 503;
            return;
        }

        Interlocked.Increment(ref _asked);
        Interlocked.Increment(ref _answering);
        try
        {
            await (OnRequest?.Invoke(context) ?? EchoAsync(context));
            await context.Response.CompleteAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }

    private async Task EchoAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        await context.Response.WriteAsync($"{Name}:{await body.ReadToEndAsync()}");
    }
}
