using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Where ONNX Runtime is on this machine, and how tests load models with it.</summary>
internal static class OnnxLibrary
{
    public const string Variable = "BERLIN_ONNXRUNTIME";

    public static string Path { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : System.IO.Path.Combine(Repository(), "artifacts", "onnxruntime", "libonnxruntime.so.1");

    /// <summary>A runtime on that library; the test is skipped where there is none.</summary>
    public static OnnxRuntime Open()
    {
        Assert.SkipUnless(File.Exists(Path), $"ONNX Runtime is not there: run scripts/fetch-onnxruntime, or name the library in {Variable}.");
        return new OnnxRuntime(new OnnxOptions { LibraryPath = Path, Threads = 2 });
    }

    /// <summary>Loads a model that lies in a file of the tests; the test is skipped where the machine lacks what that operator needs of it.</summary>
    public static async Task<IModelSession> LoadFileAsync(string path)
    {
        try
        {
            return await Open().LoadAsync(FilesOf(path), TestContext.Current.CancellationToken);
        }
        catch (ModelRefusedException exception) when (exception.Reason.Contains("Failed to construct locale", StringComparison.Ordinal))
        {
            Assert.Skip("The operator StringNormalizer needs the locale en_US.UTF-8 on the machine (Debian: localedef -i en_US -f UTF-8 en_US.UTF-8).");
            throw;
        }
    }

    /// <summary>Loads a model out of memory, by way of a file that is gone afterwards.</summary>
    public static async Task<IModelSession> LoadAsync(byte[] model)
    {
        var runtime = Open();
        var path = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, model, TestContext.Current.CancellationToken);
            return await runtime.LoadAsync(FilesOf(path), TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static ModelFiles FilesOf(string path) =>
        new("tests/model/1", 1, ImmutableSortedDictionary<string, string>.Empty, [new ModelFile("model.onnx", path, new FileInfo(path).Length)]);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Berlin.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No folder above the tests holds Berlin.sln.");
        }

        return folder;
    }
}
