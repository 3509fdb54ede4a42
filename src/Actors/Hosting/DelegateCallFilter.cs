namespace Berlin.Actors.Hosting;

/// <summary>A call filter of a delegate.</summary>
internal sealed class DelegateCallFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}
