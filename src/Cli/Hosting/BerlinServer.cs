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
        RequireFreePort(options);
        SiloHost? silo = null;
        try
        {
            var joinSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(JoinSecretSizeBytes));
            silo = await SiloHost.StartAsync(
                new SiloOptions { DataFolder = options.DataFolder }, joinSecret, logging => Configure(logging, options), cancellationToken);
            var gateway = await StartGatewayAsync(options, silo, joinSecret, cancellationToken);
            var running = Running(options, silo, gateway);
            silo = null;
            return running;
        }
        catch (DataFolderException exception)
        {
            throw CommandFailedException.Usage(exception.Message);
        }
        catch (OptionsValidationException exception)
        {
            throw CommandFailedException.Usage(string.Join(" ", exception.Failures));
        }
        finally
        {
            if (silo is not null)
            {
                await silo.DisposeAsync();
            }
        }
    }

    private static async Task<WebApplication> StartGatewayAsync(
        UpOptions options, SiloHost silo, string joinSecret, CancellationToken cancellationToken)
    {
        var gateway = GatewayHost.Create(
            new GatewayOptions
            {
                Address = new UriBuilder(Uri.UriSchemeHttp, options.Listen.ToString(), options.Port).Uri.GetLeftPart(UriPartial.Authority),
                JoinSecret = joinSecret,
            },
            silo.Services.GetRequiredService<IClusterClient>(),
            silo.ProcessAsync,
            logging => Configure(logging, options));
        try
        {
            await gateway.StartAsync(cancellationToken);
            return gateway;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await gateway.DisposeAsync();
            throw PortTaken(options);
        }
        catch (SocketException exception)
        {
            await gateway.DisposeAsync();
            throw CannotListen(options, exception);
        }
    }

    /// <summary>Looks before the data folder is opened and a silo starts, so that the usual mistake costs nothing.</summary>
    private static void RequireFreePort(UpOptions options)
    {
        try
        {
            using var probe = new TcpListener(options.Listen, options.Port);
            probe.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw PortTaken(options);
        }
        catch (SocketException exception)
        {
            throw CannotListen(options, exception);
        }
    }

    private static CommandFailedException PortTaken(UpOptions options)
    {
        return CommandFailedException.Usage($"port {options.Port} on {options.Listen} is taken; choose another with --port");
    }

    private static CommandFailedException CannotListen(UpOptions options, SocketException exception)
    {
        return CommandFailedException.Usage($"cannot listen on {options.Listen}, port {options.Port}: {exception.Message}");
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

    private static void Configure(ILoggingBuilder logging, UpOptions options)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(options.IsQuiet ? LogLevel.Warning : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // A host that cannot start throws too, and the command tells that in a sentence instead of a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
