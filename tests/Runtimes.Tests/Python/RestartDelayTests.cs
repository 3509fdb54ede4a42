using Berlin.Runtimes.Python.Workers;
using Berlin.Runtimes.Tests.Residency;

namespace Berlin.Runtimes.Tests.Python;

public sealed class RestartDelayTests
{
    [Fact]
    public void Next_EndAfterEnd_DoublesToTheBoundAndStartsAnewAfterASoundRun()
    {
        var time = new SteppedTime();
        var delay = new RestartDelay(TimeSpan.FromSeconds(1), time);
        Assert.Equal([0, 100, 200, 400, 800, 1000, 1000], Enumerable.Range(0, 7).Select(_ => delay.Next().TotalMilliseconds));
        delay.Started();
        Assert.Equal(1000, delay.Next().TotalMilliseconds);
        delay.Started();
        time.Advance(TimeSpan.FromSeconds(30));
        // What does not come up again is no sound run, however long ago the last one was.
        Assert.Equal([0, 100, 200], Enumerable.Range(0, 3).Select(_ => delay.Next().TotalMilliseconds));
    }
}
