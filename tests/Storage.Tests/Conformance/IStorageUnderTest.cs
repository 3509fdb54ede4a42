using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>One implementation of the stores, empty at first, that a conformance suite works on.</summary>
public interface IStorageUnderTest : IAsyncDisposable
{
    IObservationLog Observations { get; }

    ICheckpointCatalog Checkpoints { get; }

    IEntityStates EntityStates { get; }

    IModelStore Models { get; }

    IVersionStore Versions { get; }

    IAliasStore Aliases { get; }

    IArtifactRows ArtifactRows { get; }

    ITenantStore Tenants { get; }

    INodeGenerations NodeGenerations { get; }

    IJobStore Jobs { get; }

    IBlobStore Blobs { get; }

    ScriptedFaults Faults { get; }

    ManualTime Time { get; }

    /// <summary>Closes the stores and opens them again on the same data.</summary>
    Task ReopenAsync();
}
