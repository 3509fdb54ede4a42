using System.Buffers;
using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Export;

/// <summary>Writes stored observations one after the other. Serves one answer.</summary>
internal interface IObservationFormat
{
    /// <summary>Writes what stands before the first observation.</summary>
    void WriteHeader(IBufferWriter<byte> output);

    /// <summary>Writes one observation.</summary>
    void Write(IBufferWriter<byte> output, ExportedObservation observation);
}
