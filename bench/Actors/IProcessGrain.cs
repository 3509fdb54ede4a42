namespace Berlin.Bench.Actors;

/// <summary>Tells about the process that it lives in.</summary>
public interface IProcessGrain : IGrainWithStringKey
{
    /// <summary>Bytes that the process has allocated, and processor time that it has used, since it began.</summary>
    Task<(long AllocatedBytes, TimeSpan Processor)> UseAsync();
}

public sealed class ProcessGrain : Grain, IProcessGrain
{
    public Task<(long AllocatedBytes, TimeSpan Processor)> UseAsync() =>
        Task.FromResult((GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime));
}
