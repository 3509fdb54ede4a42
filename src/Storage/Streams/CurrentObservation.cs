namespace Berlin.Storage.Streams;

/// <summary>An observation as it stands now.</summary>
/// <param name="Observation">The row as it was appended; never a correction.</param>
/// <param name="Target">The class that holds: that of the newest correction, or the observation's own where there is none.</param>
public sealed record CurrentObservation(StoredObservation Observation, string Target);
