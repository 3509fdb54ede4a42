using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Berlin.Gateway;
using Berlin.Silo;
using Berlin.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Orleans;

namespace Berlin.Cli.Hosting;

/// <summary>Starts a silo and a gateway in this process. A request passes both pipelines as in a cluster, without a connection between them.</summary>
internal static class BerlinServer
{
    private const int JoinSecretSizeBytes = 32;

    /// <summary>Starts the server and returns when it takes calls.</summary>
    /// <exception cref="CommandFailedException">The port is taken, the data folder cannot be used, or options are wrong.</exception>
    public static async Task<RunningServer> StartAsync(UpOptions options, CancellationToken cancellationToken)
    {
        var port = new ListeningPort(new IPEndPoint(options.Listen, options.Port), "--port", ExitCodes.Usage);
        port.RequireFree();
        var silo = await StartSiloAsync(options, cancellationToken);
        try
        {
            var gateway = await StartGatewayAsync(options, port, silo.Host, silo.JoinSecret, cancellationToken);
            return Running(options, silo.Host, gateway);
        }
        catch
        {
            await silo.Host.DisposeAsync();
            throw;
        }
    }

    private static async Task<(SiloHost Host, string JoinSecret)> StartSiloAsync(UpOptions options, CancellationToken cancellationToken)
    {
        var joinSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(JoinSecretSizeBytes));
        try
        {
            var host = await SiloHost.StartAsync(new SiloOptions { DataFolder = options.DataFolder, JoinSecret = joinSecret }, LoggingOf(options), cancellationToken);
            return (host, joinSecret);
        }
        catch (DataFolderException exception)
        {
            throw CommandFailedException.Usage(exception.Message);
        }
        catch (OptionsValidationException exception)
        {
            throw CommandFailedException.Usage(string.Join(" ", exception.Failures));
        }
    }

    private static async Task<WebApplication> StartGatewayAsync(
        UpOptions options, ListeningPort port, SiloHost silo, string joinSecret, CancellationToken cancellationToken)
    {
        var gateway = GatewayHost.Create(
            new GatewayOptions
            {
                Address = new UriBuilder(Uri.UriSchemeHttp, options.Listen.ToString(), options.Port).Uri.GetLeftPart(UriPartial.Authority),
                JoinSecret = joinSecret,
            },
            silo.Services.GetRequiredService<IClusterClient>(),
            silo.ProcessAsync,
            logging: LoggingOf(options));
        try
        {
            await gateway.StartAsync(cancellationToken);
            return gateway;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await gateway.DisposeAsync();
            if (port.Explain(exception) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    private static RunningServer Running(UpOptions options, SiloHost silo, WebApplication gateway)
    {
        var address = gateway.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new RunningServer(
            new Uri(address),
            Path.Combine(options.DataFolder, Commands.ServerOptions.OperatorKeyFileName),
            gateway.WaitForShutdownAsync,
            async () =>
            {
                // From the outside in: no new requests, those in flight end, then the trainers write their checkpoints.
                await gateway.StopAsync();
                await gateway.DisposeAsync();
                await silo.DisposeAsync();
            });
    }

    private static Action<ILoggingBuilder> LoggingOf(UpOptions options) => options.IsQuiet ? ServerLogging.Quiet : ServerLogging.Attended;
}
