using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python;
using Berlin.Runtimes.Tests.Python;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(PythonWorkers))]

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Models that scikit-learn trains for this run, and a runtime that serves them. Made when the first test asks; tests over it are skipped where there is no scikit-learn.</summary>
public sealed class PythonWorkers : IAsyncDisposable
{
    /// <summary>The Python that has scikit-learn; <c>BERLIN_PYTHON</c> names another.</summary>
    public static readonly string Python = Environment.GetEnvironmentVariable("BERLIN_PYTHON") ?? "/usr/bin/python3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("berlin-python-tests-");
    private readonly Lazy<Task<string?>> _made;
    private JsonElement _answers;

    public PythonWorkers()
    {
        _made = new Lazy<Task<string?>>(MakeAsync);
        Runtime = NewRuntime(new PythonOptions { WorkerMemoryBytes = 256L << 20 });
    }

    /// <summary>Serves what the tests share.</summary>
    public PythonRuntime Runtime { get; }

    /// <summary>Where models and the folders <c>canary</c> and <c>modules</c> are.</summary>
    public string Folder => _folder.FullName;

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Python", "Scripts", name);

    /// <summary>Waits for the models; skips the test where they cannot be made.</summary>
    public async Task ReadyAsync()
    {
        if (await _made.Value is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>A runtime of the test's own, which lets models use the modules of the tests.</summary>
    public PythonRuntime NewRuntime(PythonOptions options)
    {
        options.Python = Python;
        options.ModuleFolder = Path.Combine(Folder, "modules");
        options.Modules = ["conflict", "misbehaving"];
        return new PythonRuntime(options, TimeProvider.System, NullLogger<PythonRuntime>.Instance);
    }

    /// <summary>A model as the silo hands it over: under a name that says nothing, readable for this user alone.</summary>
    public ModelFiles Files(string name) => FilesAt(Path.Combine(Folder, name));

    /// <summary>The same of a file that lies elsewhere.</summary>
    public ModelFiles FilesAt(string path, params (string Library, string Version)[] differing)
    {
        var environment = _answers.GetProperty("environment").Deserialize<Dictionary<string, string>>()!;
        foreach (var (library, version) in differing)
        {
            environment[library] = version;
        }

        var hidden = Path.Combine(Folder, $"artifact-{Path.GetFileName(path).GetHashCode(StringComparison.Ordinal):x8}");
        lock (_folder)
        {
            if (!File.Exists(hidden))
            {
                File.Copy(path, hidden);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(hidden, UnixFileMode.UserRead);
                }
            }
        }

        return new ModelFiles($"tests/{Path.GetFileName(path)}/1", 1, environment.ToImmutableSortedDictionary(), [new ModelFile(Path.GetFileName(path), hidden, new FileInfo(path).Length)]);
    }

    /// <summary>What Python answered: <c>inputs</c> and <c>outputs</c> by name.</summary>
    public JsonElement Answers(string model) => _answers.GetProperty("models").GetProperty(model);

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<string?> MakeAsync()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import sklearn"]) { RedirectStandardError = true })!;
            await probe.StandardError.ReadToEndAsync();
            await probe.WaitForExitAsync();
            if (probe.ExitCode != 0)
            {
                return $"{Python} cannot import sklearn; set BERLIN_PYTHON to one that can";
            }
        }
        catch (Win32Exception)
        {
            return $"{Python} is not there; set BERLIN_PYTHON to one that has scikit-learn";
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-B", Script("make_models.py"), Folder]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "answers.json")));
        _answers = answers.RootElement.Clone();
        return null;
    }
}
