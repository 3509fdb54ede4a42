using System.Net;
using System.Net.Sockets;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Routing.Health;

/// <summary>Asks one silo for its readiness, again and again, until it is told to end.</summary>
internal sealed partial class ReadinessProbe(
    RingSilo silo, SiloHealth health, HttpMessageInvoker http, GatewayOptions options, TimeProvider time, ILogger<ReadinessProbe> logger)
{
    /// <summary>A silo in doubt is asked so many times as often: its end is to be certain soon, and its return ends an outage.</summary>
    private const int Eagerness = 4;

    /// <summary>Longest wait for an answer. A silo answers this without a lock, a grain or the store.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly Uri _readiness = new(new Uri(silo.Address), ForwardedRoute.ReadinessPath);
    private SiloCondition _told;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await AskAsync(cancellationToken);
            Tell(health.Condition);
            var interval = health.IsInDoubt ? options.ProbeInterval / Eagerness : options.ProbeInterval;
            await health.WaitForProbeAsync(interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        using var patience = new CancellationTokenSource(Timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var question = new HttpRequestMessage(HttpMethod.Get, _readiness) { Version = HttpVersion.Version11 };
        try
        {
            using var answer = await http.SendAsync(question, ending.Token);
            health.Probed(isReady: answer.StatusCode == HttpStatusCode.OK);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                health.ProbedInVain(sent);
            }
        }
    }

    private void Tell(SiloCondition condition)
    {
        if (condition == _told)
        {
            return;
        }

        _told = condition;
        if (condition == SiloCondition.Silent)
        {
            LogSilent(silo.Name, silo.Generation);
        }
        else
        {
            LogCondition(silo.Name, silo.Generation, condition);
        }
    }

    [LoggerMessage(EventId = 4011, Level = LogLevel.Warning, Message = "Silo {Name}/{Generation} does not answer and gets no requests.")]
    private partial void LogSilent(string name, long generation);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Information, Message = "Silo {Name}/{Generation} is {Condition} now.")]
    private partial void LogCondition(string name, long generation, SiloCondition condition);
}
