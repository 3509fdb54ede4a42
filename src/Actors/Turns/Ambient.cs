namespace Berlin.Actors.Turns;

/// <summary>The ambient values (<see cref="AsyncLocal{T}"/>) of the thread.</summary>
internal static class Ambient
{
    /// <summary>Puts them back; costs next to nothing where they are the same.</summary>
    public static void Restore(ExecutionContext? context)
    {
        if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
        {
            ExecutionContext.Restore(context);
        }
    }
}
