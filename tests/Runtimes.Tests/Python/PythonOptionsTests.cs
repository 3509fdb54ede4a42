using Berlin.Runtimes.Python;

namespace Berlin.Runtimes.Tests.Python;

public sealed class PythonOptionsTests
{
    [Fact]
    public void Options_AsTheyCome_AreGood() => Assert.True(new PythonOptionsValidator().Validate(null, new PythonOptions()).Succeeded);

    [Fact]
    public void Options_OutOfTheirBounds_AreAllNamed()
    {
        var bad = new PythonOptions { Python = "", MaxWorkers = 0, WorkerMemoryBytes = 1, CallTimeout = TimeSpan.Zero, MaxBatchRows = 0 };
        var faults = string.Join('\n', new PythonOptionsValidator().Validate(null, bad).Failures!);
        Assert.All(["Python", "MaxWorkers", "WorkerMemoryBytes", "CallTimeout", "MaxBatchRows"], name => Assert.Contains(name, faults, StringComparison.Ordinal));
    }
}
