namespace Orleans;

/// <summary>Surrounds calls that arrive at grains. Filters run in order of registration, last the grain's own if it is one.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles one call, in a turn of the target; calls <c>context.Invoke()</c> to go on.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IIncomingGrainCallContext context);
}
