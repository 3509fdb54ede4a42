using Berlin.Grains;
using Berlin.Grains.Training;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Observations;

/// <summary>The rows of a request: those that can be stored, and those that cannot with the reason.</summary>
internal sealed class ObservationBatch
{
    /// <summary>Well-formed observations in the order of the request.</summary>
    public List<Observation> Rows { get; } = [];

    /// <summary>Refused rows in the order of the request.</summary>
    public List<RejectedObservation> Rejected { get; } = [];

    /// <summary>Rows of the request.</summary>
    public int Count => Rows.Count + Rejected.Count;

    /// <summary>Adds a row: <paramref name="observation"/>, or the <paramref name="fault"/> that it has.</summary>
    /// <exception cref="BerlinException"><c>observation.id_missing</c>, which concerns the whole request.</exception>
    public void Add(Observation? observation, JsonFault? fault)
    {
        if (fault is null)
        {
            Rows.Add(observation!);
            return;
        }

        if (fault.Kind == JsonFaultKind.IdMissing)
        {
            throw new BerlinException(ErrorCodes.ObservationIdMissing, fault.Text);
        }

        Rejected.Add(new RejectedObservation
        {
            Index = Count,
            Code = fault.Kind == JsonFaultKind.TooLarge ? ErrorCodes.ObservationTooLarge : ErrorCodes.ObservationInvalid,
            Error = fault.Text,
        });
    }
}
