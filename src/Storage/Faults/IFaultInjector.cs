namespace Berlin.Storage.Faults;

/// <summary>Told whenever the process passes a <see cref="FaultPoint"/>. Thread-safe.</summary>
public interface IFaultInjector
{
    /// <summary>Passes the point; a test's implementation may end the process or throw here.</summary>
    void Pass(FaultPoint point);
}
