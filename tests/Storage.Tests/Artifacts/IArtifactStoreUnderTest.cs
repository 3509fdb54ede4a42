using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>A store under the conformance suite, empty at first, and what only its makers can do to it.</summary>
internal interface IArtifactStoreUnderTest : IAsyncDisposable
{
    IArtifactStore Store { get; }

    /// <summary>How many artifacts make a list that is more than one folder.</summary>
    int ManyArtifacts { get; }

    /// <summary>Files of uploads that are on their way.</summary>
    IEnumerable<string> TemporaryFiles { get; }

    /// <summary>Closes the store and opens it again.</summary>
    ValueTask ReopenAsync();

    /// <summary>Another store on the same folder or bucket, as another process has it.</summary>
    ValueTask<IArtifactStoreUnderTest> OpenOtherAsync();

    /// <summary>The file that holds the bytes of an artifact, for who changes them behind the store's back.</summary>
    string FileOf(ArtifactDigest digest);

    /// <summary>Makes the store fail until it is brought back.</summary>
    ValueTask TakeAwayAsync();

    ValueTask BringBackAsync();

    /// <summary>Waits until the store holds what it said that it holds.</summary>
    ValueTask SettleAsync(ArtifactDigest digest, long sizeBytes);
}
