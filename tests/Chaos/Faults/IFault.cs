namespace Berlin.Chaos.Faults;

/// <summary>A thing that goes wrong, and is right again when <see cref="RunAsync"/> returns.</summary>
internal interface IFault
{
    /// <summary>Name on the command line and in reports: <c>kill-one</c>.</summary>
    string Name { get; }

    /// <summary>Why it cannot be made to happen here; null where it can.</summary>
    string? Missing(FaultScene scene);

    /// <summary>Makes it happen under the load of the scene, waits until what it hit works again, and mends it.</summary>
    Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken);
}
