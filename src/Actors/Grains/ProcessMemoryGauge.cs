namespace Berlin.Actors.Grains;

/// <summary>Asks the garbage collector, which knows the container's limit. The answer is as of its last collection.</summary>
internal sealed class ProcessMemoryGauge : IMemoryGauge
{
    public double UsagePercentage
    {
        get
        {
            var memory = GC.GetGCMemoryInfo();
            return memory.TotalAvailableMemoryBytes == 0 ? 0 : 100.0 * memory.MemoryLoadBytes / memory.TotalAvailableMemoryBytes;
        }
    }
}
