using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx;
using Berlin.Runtimes.Onnx.Inspection;
using Berlin.Runtimes.Onnx.Native;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>What is not loaded, and what is said about it.</summary>
public sealed class OnnxRefusalTests(ITestOutputHelper output)
{
    private const int DamagedFiles = 400;
    private const int Seed = 20_260;

    public static TheoryData<string> Names => [.. HostileModels.All.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task HostileFile_IsRefused_ByTheReasonAndWithoutPaths(string name)
    {
        var (model, reason) = HostileModels.All[name];

        var refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => OnnxLibrary.LoadAsync(model));

        output.WriteLine(refusal.Message);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 1, 600);
        Assert.DoesNotContain("onnxruntime_src", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    [Fact]
    public void ContributedOperators_PassWhereTheyAreAllowed_AndNoOthers()
    {
        ModelInspector.Inspect(Using("com.microsoft"), "model.onnx", allowsContributed: true);
        Assert.Throws<ModelRefusedException>(() => ModelInspector.Inspect(Using("com.microsoft"), "model.onnx", allowsContributed: false));
        Assert.Throws<ModelRefusedException>(() => ModelInspector.Inspect(Using("com.microsoft.nchwc"), "model.onnx", allowsContributed: true));

        static byte[] Using(string domain) => OnnxModel.Model(OnnxModel.Graph(OnnxModel.Node("Gelu", ["x"], ["y"], domain)));
    }

    [Fact]
    public async Task DamagedFiles_AreRefusedOrLoaded_AndTheProcessLives()
    {
        // One seed: where a file kills the process, nobody is left to print it. `bench/Runtimes fuzz` draws others, in processes of their own.
        var random = new Random(Seed);
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Onnx", "TestData"), "*.onnx", SearchOption.AllDirectories);
        var refused = 0;
        for (var index = 0; index < DamagedFiles; index++)
        {
            var model = DamagedModel.Make(await File.ReadAllBytesAsync(files[random.Next(files.Length)], Cancellation), random);
            try
            {
                await using var session = await OnnxLibrary.LoadAsync(model);
            }
            catch (ModelRefusedException)
            {
                refused++;
            }
        }

        output.WriteLine($"{refused} of {DamagedFiles} refused");
        Assert.InRange(refused, DamagedFiles / 4, DamagedFiles);
    }

    [Fact]
    public async Task Version_OfAnotherFormatOrOfTwoFiles_IsRefused()
    {
        var files = OnnxLibrary.FilesOf(typeof(OnnxRefusalTests).Assembly.Location);
        var runtime = OnnxLibrary.Open();

        var format = await Assert.ThrowsAsync<ModelRefusedException>(() => runtime.LoadAsync(files with { Format = 2 }, Cancellation));
        var two = await Assert.ThrowsAsync<ModelRefusedException>(() => runtime.LoadAsync(files with { Files = [files.Files[0], files.Files[0]] }, Cancellation));

        Assert.Equal(("format", "files"), (format.Field, two.Field));
    }

    [Fact]
    public async Task Library_ThatIsMissing_MakesTheRuntimeUnavailable()
    {
        var runtime = new OnnxRuntime(new OnnxOptions { LibraryPath = Path.Combine(Path.GetTempPath(), "no", "such", "library") });

        var fault = await Assert.ThrowsAsync<RuntimeUnavailableException>(
            () => runtime.LoadAsync(OnnxLibrary.FilesOf(typeof(OnnxRefusalTests).Assembly.Location), Cancellation));

        Assert.Contains("scripts/fetch-onnxruntime", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsGoneOrShorter_IsUnavailable()
    {
        var runtime = OnnxLibrary.Open();
        var files = OnnxLibrary.FilesOf(typeof(OnnxRefusalTests).Assembly.Location);
        var file = files.Files[0];
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.LoadAsync(files with { Files = [file with { Path = file.Path + ".gone" }] }, Cancellation));
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.LoadAsync(files with { Files = [file with { SizeBytes = file.SizeBytes + 1 }] }, Cancellation));
        await Assert.ThrowsAsync<ModelRefusedException>(() => runtime.LoadAsync(files with { Files = [file with { SizeBytes = 1L << 31 }] }, Cancellation));
    }

    [Fact]
    public async Task Load_ThatIsCanceled_IsCanceled()
    {
        var runtime = OnnxLibrary.Open();
        var files = OnnxLibrary.FilesOf(typeof(OnnxRefusalTests).Assembly.Location);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runtime.LoadAsync(files, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Options_OutOfTheirBounds_AreAllNamed()
    {
        var fault = Assert.Throws<ArgumentException>(() => new OnnxRuntime(new OnnxOptions { LibraryPath = " ", Threads = 0, RunMemoryBytes = 1 }));
        Assert.All((string[])["LibraryPath", "Threads is 0", "RunMemoryBytes is 1"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/build/core/a.cc:12 onnxruntime::Status onnxruntime::Op::Compute(const Shape &) const Bad shape.\n Got: 1", "Bad shape. Got: 1")]
    [InlineData("Non-zero status. Message: /b/c.h:7 void f(int, bool) [T = float] x was false. No.", "Non-zero status. Message: x was false. No.")]
    [InlineData("cannot open /var/lib/x/model or 'C:\\data\\y', and/or z", "cannot open <path> or '<path>', and/or z")]
    [InlineData("3/4 a\u0007b", "3/4 a b")]
    public void Message_IsShown_WithoutPlacesAndPaths(string message, string shown) => Assert.Equal(shown, OrtException.Show(message));
}
