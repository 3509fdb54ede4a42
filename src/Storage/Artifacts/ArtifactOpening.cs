namespace Berlin.Storage.Artifacts;

/// <summary>The one attempt at a time to make the file of an artifact ready.</summary>
/// <param name="SizeBytes">The length that it must have.</param>
/// <param name="Task">Completes when the file is there and verified.</param>
internal sealed record ArtifactOpening(long SizeBytes, Task Task);
