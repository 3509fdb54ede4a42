namespace Berlin.Client;

/// <summary>What became of a batch of observations. What counts as accepted is stored durably.</summary>
/// <param name="Accepted">Stored by this call.</param>
/// <param name="Duplicates">Stored before under the same id with the same content.</param>
/// <param name="Rejected">Not stored, each with its reason.</param>
/// <param name="Sequence">Sequence number of the model's last stored observation.</param>
public sealed record ObserveResult(int Accepted, int Duplicates, IReadOnlyList<RejectedObservation> Rejected, long Sequence);

/// <summary>An observation that was not stored.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Code">Stable code, for example <c>observation.invalid</c>.</param>
/// <param name="Error">The reason, for people.</param>
public sealed record RejectedObservation(int Index, string Code, string Error);
