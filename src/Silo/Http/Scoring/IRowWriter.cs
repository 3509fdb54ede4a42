using System.Buffers;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Writes scored rows.</summary>
internal interface IRowWriter
{
    /// <summary>Writes what stands before the rows.</summary>
    void WriteStart(IBufferWriter<byte> output);

    /// <summary>Writes one line for each row of the slice.</summary>
    void Write(RowSlice slice, SliceScores scores, IBufferWriter<byte> output);

    /// <summary>Writes the line that says that the answer ends before its time; it has no row number.</summary>
    void WriteCut(RowFault fault, IBufferWriter<byte> output);
}
