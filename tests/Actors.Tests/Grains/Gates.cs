using System.Collections.Concurrent;

namespace Berlin.Actors.Tests.Grains;

/// <summary>Where tests and grains of the same process meet: a grain says that it has entered and waits until the test opens.</summary>
public static class Gates
{
    private static readonly ConcurrentDictionary<string, Gate> s_gates = new();

    public static Gate Of(string name) => s_gates.GetOrAdd(name, static _ => new Gate());

    /// <summary>A name that no other test uses.</summary>
    public static string NewName() => Guid.NewGuid().ToString("N");

    public static (string Name, Gate Gate) New()
    {
        var name = NewName();
        return (name, Of(name));
    }
}

public sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a grain has entered.</summary>
    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public bool HasEntered => _entered.Task.IsCompleted;

    public void Open() => _opened.TrySetResult();

    public Task PassAsync()
    {
        _entered.TrySetResult();
        return _opened.Task;
    }
}
