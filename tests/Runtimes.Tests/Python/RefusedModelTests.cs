using Berlin.Http.Tests.BadInput;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>A model that does not fit its environment is refused at load, by the name of what differs.</summary>
public sealed class RefusedModelTests(PythonWorkers workers)
{
    [Theory]
    [InlineData("scikit-learn", "1.1.9", "environment.scikit-learn")]
    [InlineData("python", "2.7.18", "environment.python")]
    [InlineData("numpy", "0.9.1", "environment.numpy")]
    [InlineData("joblib", "0.1", "environment.joblib")]
    public async Task Load_ManifestOfAnotherEnvironment_NamesTheLibrary(string library, string version, string field)
    {
        await workers.ReadyAsync();
        var files = workers.FilesAt(Path.Combine(workers.Folder, "forest.joblib"), (library, version));
        // Nothing is read of it: the path leads nowhere.
        var refusal = await RefusalOfAsync(files with { Files = [files.Files[0] with { Path = "/nowhere" }] });
        Assert.Equal(field, refusal.Field);
        Assert.Contains(version, refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unfit-attribute.pkl", "files.unfit-attribute.pkl", "'LogisticRegression' object has no attribute 'coef_'")]
    [InlineData("unfit-class.pkl", "files.unfit-class.pkl", "needs class Fells of module sklearn.linear_model._ridge")]
    [InlineData("unfit-module.pkl", "files.unfit-module.pkl", "needs module sklearn.linear_model.ridges")]
    [InlineData("unfit-nothing-learned.pkl", "files.unfit-nothing-learned.pkl", "is not fitted")]
    [InlineData("unfit-no-predict.pkl", "files.unfit-no-predict.pkl", "a StandardScaler, which has no predict")]
    [InlineData("unfit-file-names.pkl", "files.unfit-file-names.pkl", "a model takes texts, not names of files")]
    [InlineData("unfit-names.pkl", "signature", "The column name 'b' is empty, longer than 256 or not printable.")]
    [InlineData("unfit-plain.pkl", "files.unfit-plain.pkl", "a dict, which has no predict")]
    [InlineData("unfit-version.pkl", "environment.scikit-learn", "Ridge was pickled by scikit-learn 0.9.9")]
    public async Task Load_ModelThatDoesNotFit_NamesWhatDiffers(string name, string field, string reason)
    {
        await workers.ReadyAsync();
        var refusal = await RefusalOfAsync(workers.Files(name));
        Assert.Equal(field, refusal.Field);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    // conflict.py of the talk: a pickle, and then the code of its class moves on.
    [Theory]
    [InlineData("conflict-accountant.pkl", "'Accountant' object has no attribute 'coefficients_'")]
    [InlineData("conflict-auditor.pkl", "needs class Auditor of module conflict")]
    public async Task Load_PickleWhoseClassChangedUnderIt_NamesWhatDiffersAndTheVersionBeforeGoesOn(string name, string reason)
    {
        await workers.ReadyAsync();
        await using var before = await workers.Runtime.LoadAsync(workers.Files("text-naive-bayes.pkl"), TestContext.Current.CancellationToken);
        using var loaded = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var answered = 0;
            while (!loaded.IsCancellationRequested)
            {
                Assert.Equal(["travel"], PlainTensors.Elements((await before.AskAsync(PlainTensors.Texts("taxi")))[0]));
                answered++;
            }

            return answered;
        });
        var refusal = await RefusalOfAsync(workers.Files(name));
        await loaded.CancelAsync();
        Assert.Equal($"files.{name}", refusal.Field);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.True(await load > 0);
    }

    [Fact]
    public async Task Load_OtherThanOnePickle_IsRefused()
    {
        await workers.ReadyAsync();
        var files = workers.Files("forest.joblib");
        Assert.Equal("format", (await RefusalOfAsync(files with { Format = 2 })).Field);
        Assert.Equal("files", (await RefusalOfAsync(files with { Files = [] })).Field);
        Assert.Equal("files", (await RefusalOfAsync(files with { Files = [files.Files[0], files.Files[0]] })).Field);
        Assert.Equal("files.model.onnx", (await RefusalOfAsync(files with { Files = [files.Files[0] with { Name = "model.onnx" }] })).Field);
        Assert.Equal("environment.scikit-learn", (await RefusalOfAsync(files with { Environment = files.Environment.Clear() })).Field);
    }

    [Fact]
    public async Task Load_PythonThatIsMissing_IsUnavailable()
    {
        await workers.ReadyAsync();
        var options = new PythonOptions { Python = "/nowhere/python3" };
        await using var broken = new PythonRuntime(options, TimeProvider.System, NullLogger<PythonRuntime>.Instance);
        var fault = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => broken.LoadAsync(workers.Files("forest.joblib"), TestContext.Current.CancellationToken));
        Assert.Contains("/nowhere/python3", fault.Message, StringComparison.Ordinal);
    }

    // Models of other serving projects, made with other versions of scikit-learn.
    [Theory]
    [InlineData("iris-svc-0.20.3-incompatible.pkl", "needs module sklearn.svm.classes")]
    [InlineData("iris-svc-1.3.2.joblib", "SVC was pickled by scikit-learn 1.3.2")]
    [InlineData("mixedtype-pipeline-1.3.0.joblib", "was pickled by scikit-learn 1.3.0")]
    [InlineData("sample-v2-iris.joblib", "SVC was pickled by scikit-learn 0.23.1")]
    public async Task Load_PublishedModelOfAnotherVersion_SaysWhichEvenIfItsManifestDoesNot(string name, string reason)
    {
        await workers.ReadyAsync();
        if (SharedData.Find("sklearn-pickles/kserve", out var absence) is not { } folder)
        {
            Assert.Skip(absence);
            return;
        }

        var refusal = await RefusalOfAsync(workers.FilesAt(Path.Combine(folder, name)));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private async Task<ModelRefusedException> RefusalOfAsync(ModelFiles files) =>
        await Assert.ThrowsAsync<ModelRefusedException>(() => workers.Runtime.LoadAsync(files, TestContext.Current.CancellationToken));
}
