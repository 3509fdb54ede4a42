using System.Net.Sockets;
using Berlin.Actors.Clustering;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Berlin.Actors.Cluster.Membership;

/// <summary>
/// Hears of new views at once, by <c>LISTEN</c> on a connection of its own. What it misses while it is cut off, others find by looking: silos
/// learn the version with each renewal, clients poll.
/// </summary>
internal sealed partial class ViewListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly string _connectionString;
    private readonly TimeSpan _retryAfter;
    private readonly TimeProvider _time;
    private readonly Action<long> _heard;
    private readonly ILogger _logger;
    private Task _listening = Task.CompletedTask;

    public ViewListener(
        string connectionString, string owner, MembershipOptions options, TimeProvider time, Action<long> heard, ILogger<ViewListener> logger)
    {
        _connectionString = Silent(TableConnection.Bounded(connectionString, $"berlin {owner} views", options.CallTimeout));
        _retryAfter = options.PollPeriod;
        _time = time;
        _heard = heard;
        _logger = logger;
    }

    public void Start() => _listening = ListenAlwaysAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync();
            await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ending.Dispose();
        }
    }

    /// <summary>A connection that waits for a long time: the operating system finds out that its server is gone.</summary>
    private static string Silent(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { TcpKeepAlive = true, TcpKeepAliveTime = 5, TcpKeepAliveInterval = 1 }.ConnectionString;

    private async Task ListenAlwaysAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ListenAsync();
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or SocketException or TimeoutException)
            {
                LogCutOff(exception.Message);
                await Task.Delay(_retryAfter, _time, _ending.Token);
            }
        }
    }

    private async Task ListenAsync()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(_ending.Token);
        connection.Notification += (_, notification) =>
        {
            if (long.TryParse(notification.Payload, out var version))
            {
                _heard(version);
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {MembershipSchema.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(_ending.Token);
        }

        while (true)
        {
            await connection.WaitAsync(_ending.Token);
        }
    }

    [LoggerMessage(EventId = 4611, Level = LogLevel.Debug, Message = "Cut off from notifications of views: {Reason}")]
    private partial void LogCutOff(string reason);
}
