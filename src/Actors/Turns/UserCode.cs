namespace Berlin.Actors.Turns;

/// <summary>The one place where the engine's own paths meet exceptions of grains and filters: it turns them into values.</summary>
internal static class UserCode
{
    /// <summary>Runs user code and returns what it threw, or null.</summary>
    public static Exception? Catch<TState>(Action<TState> code, TState state)
    {
        try
        {
            code(state);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    /// <summary>Runs user code to its end and returns what it threw, or null.</summary>
    public static async Task<Exception?> CatchAsync(Func<Task> code)
    {
        try
        {
            await code();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
