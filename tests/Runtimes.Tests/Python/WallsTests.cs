namespace Berlin.Runtimes.Tests.Python;

/// <summary>What code in a worker can do, if the list of what a pickle may name were to let it in: nothing but compute.</summary>
public sealed class WallsTests(PythonWorkers workers)
{
    [Theory]
    [InlineData(20, "fork", "seccomp")]
    [InlineData(21, "execute a program", "seccomp")]
    [InlineData(22, "connect", "seccomp")]
    [InlineData(34, "make a Unix socket", "seccomp")]
    [InlineData(23, "read a file of the silo", "landlock")]
    [InlineData(24, "read /etc/passwd", "landlock")]
    [InlineData(35, "read the silo's environment", "user")]
    [InlineData(25, "write where it stands", "landlock")]
    [InlineData(26, "write beside the model", "landlock")]
    [InlineData(32, "remove a file", "landlock")]
    [InlineData(36, "change a file's mode", "user")]
    [InlineData(27, "signal the nursery", "seccomp")]
    [InlineData(28, "start a thread", "seccomp")]
    [InlineData(29, "see the silo's environment variables", "")]
    [InlineData(30, "see open files of the silo", "")]
    [InlineData(31, "see other processes", "landlock")]
    [InlineData(33, "become root", "user")]
    public async Task Worker_OfCodeThatGotIn_CannotDoThis(int act, string what, string wall)
    {
        await workers.ReadyAsync();
        var walls = (await workers.Runtime.Nursery.GetAsync(TestContext.Current.CancellationToken)).Hello.Walls;
        Assert.SkipUnless(wall.Length == 0 || walls[wall], $"This machine does not have the wall '{wall}'.");
        await using var session = await workers.Runtime.LoadAsync(workers.Files("misbehaving.pkl"), TestContext.Current.CancellationToken);
        var errno = Assert.Single(PlainTensors.Elements((await session.AskAsync(PlainTensors.Row(act)))[0]));
        Assert.True((double)errno != 0, $"It could {what}.");
    }
}
