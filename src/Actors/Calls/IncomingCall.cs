using System.Reflection;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Grains;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Berlin.Actors.Calls;

/// <summary>A call on its way through the incoming call filters. Made only where there are any.</summary>
internal sealed class IncomingCall(Invocation invocation, Activation activation) : IIncomingGrainCallContext
{
    private int _stage;

    public IInvokable Request => invocation;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => invocation.Source;

    public GrainId TargetId => activation.GrainId;

    public IGrainContext TargetContext => activation;

    public MethodInfo InterfaceMethod => invocation.Method.FindInterfaceMethod();

    public MethodInfo ImplementationMethod => invocation.Method.FindImplementation(Grain.GetType());

    public string InterfaceName => invocation.Method.InterfaceName;

    public string MethodName => invocation.Method.Name;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            var filters = activation.Class.Filters;
            if (stage < filters.Length)
            {
                await filters[stage].Invoke(this);
            }
            else if (stage == filters.Length && Grain is IIncomingGrainCallFilter own)
            {
                await own.Invoke(this);
            }
            else
            {
                Result = await invocation.InvokeBoxedAsync(Grain);
            }
        }
        finally
        {
            // A filter may invoke again, for example to repeat the call.
            _stage = stage;
        }
    }
}
