using System.Diagnostics;
using System.Globalization;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>
/// The S3 server that the tests of this process share: s3rver from npm, installed below artifacts/ of the repository. It ends with this
/// process, however that ends.
/// </summary>
/// <remarks>
/// Its known faults: bodies in chunks, which the SDK sends as a rule, are stored with the chunks' signatures in them;
/// <c>If-None-Match</c> is not heeded; <c>CopyObject</c> and aborting an upload in parts fail; an object is written in place, so that who
/// reads it meanwhile sees a part of it; it answers a put before the last bytes have reached the file; it promises a byte of an object that has none; and the second page of
/// a list needs a cipher that OpenSSL has retired.
/// </remarks>
internal sealed class S3Server
{
    private const string Package = "s3rver";
    private const string Version = "3.7.1";

    // Its end of input is the end of the process that started it.
    private const string Program = """
        const S3rver = require('s3rver');
        process.stdin.on('end', () => process.exit(0)).resume();
        new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: process.argv[1] }).run()
          .then(({ port }) => console.log(port));
        """;

    private static readonly TimeSpan InstallBound = TimeSpan.FromSeconds(90);

    private static readonly Lazy<Task<(S3Server? Server, string Missing)>> Shared = new(StartAsync);

    // Kept while the tests run: its input is open as long.
    private readonly Process _process;
    private readonly string _folder;
    private int _buckets;

    private S3Server(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    public Uri Endpoint { get; }

    /// <summary>The server; skips the test where there is none, and says why.</summary>
    public static async Task<S3Server> GetAsync()
    {
        var (server, missing) = await Shared.Value;
        Assert.SkipWhen(server is null, missing);
        return server;
    }

    /// <summary>Makes an empty bucket of a test's own.</summary>
    public string CreateBucket()
    {
        var bucket = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        Directory.CreateDirectory(FolderOf(bucket));
        return bucket;
    }

    /// <summary>Where the objects of a bucket are files.</summary>
    public string FolderOf(string bucket) => Path.Combine(_folder, bucket);

    /// <summary>The file of an object.</summary>
    public string FileOf(string bucket, string key) => Path.Combine(FolderOf(bucket), key + "._S3rver_object");

    private static async Task<(S3Server? Server, string Missing)> StartAsync()
    {
        if (OperatingSystem.IsWindows() || !Commands.Run("sh", "-c", "command -v node npm >/dev/null"))
        {
            return (null, "S3 is tested with s3rver, which needs node and npm");
        }

        var modules = await InstallAsync();
        if (modules is null)
        {
            return (null, $"S3 is tested with {Package} {Version}, which npm could not install within {InstallBound.TotalSeconds} s");
        }

        var folder = Directory.CreateTempSubdirectory("berlin-s3-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo("node", ["-e", Program, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["NODE_PATH"] = modules;
        var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync();
        return int.TryParse(port, CultureInfo.InvariantCulture, out var number)
            ? (new S3Server(process, folder, number), "")
            : throw new InvalidOperationException($"s3rver did not start; it said '{port}'.");
    }

    /// <summary>The folder of modules that holds it; null where it cannot be had.</summary>
    private static async Task<string?> InstallAsync()
    {
        var installed = Path.Combine(RepositoryFolder(), "artifacts", $"{Package}-{Version}");
        var modules = Path.Combine(installed, "node_modules");
        if (Directory.Exists(modules))
        {
            return modules;
        }

        // Under another name first, so that what is half installed is never taken for the whole.
        var partial = $"{installed}.{Environment.ProcessId}";
        Directory.CreateDirectory(partial);
        using var process = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund", $"{Package}@{Version}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var late = new CancellationTokenSource(InstallBound);
        try
        {
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(late.Token), process.StandardError.ReadToEndAsync(late.Token), process.WaitForExitAsync(late.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        if (process.ExitCode != 0)
        {
            return null;
        }

        Directory.Move(partial, installed);
        return modules;
    }

    private static string RepositoryFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Berlin.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No folder above the tests holds Berlin.sln.");
        }

        return folder;
    }
}
