using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berlin.Grains.Serving;

namespace Berlin.Silo.Http.Scoring.JsonLines;

/// <summary>
/// Writes <c>{"row":1,"id":"...","predictions":[...]}</c>, or <c>{"row":2,"id":"...","code":"...","error":"..."}</c> for a
/// row with a fault. Serves one thread.
/// </summary>
internal sealed class JsonLineRowWriter : IRowWriter, IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions
    {
        // The answer is never part of a page, so only JSON's own escapes are needed.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public void WriteStart(IBufferWriter<byte> output)
    {
        // The first line is the first row.
    }

    public void Write(RowSlice slice, SliceScores scores, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        var number = slice.FirstRow;
        foreach (var row in slice.Rows)
        {
            _json.WriteStartObject();
            _json.WriteNumber("row"u8, number++);
            if (row.Id is not null)
            {
                _json.WriteString("id"u8, row.Id);
            }

            if ((row.Fault ?? scores.FaultOf(row.Instance)) is { } fault)
            {
                WriteFault(fault);
            }
            else
            {
                WriteScores(row, scores);
            }

            EndLine(output);
        }
    }

    public void WriteCut(RowFault fault, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        WriteFault(fault);
        EndLine(output);
    }

    public void Dispose() => _json.Dispose();

    private void WriteFault(RowFault fault)
    {
        _json.WriteString("code"u8, fault.Code);
        _json.WriteString("error"u8, fault.Text);
    }

    private void WriteScores(in RowSlice.Row row, SliceScores scores)
    {
        if (row.Entity is not null && scores.EntityObservationsOf(row.Instance) is { } observations)
        {
            _json.WriteStartObject("entity"u8);
            _json.WriteString("name"u8, row.Entity);
            _json.WriteNumber("observations"u8, observations);
            _json.WriteEndObject();
        }

        _json.WriteStartArray("predictions"u8);
        foreach (ref readonly ScoredClass scored in scores.PredictionsOf(row.Instance))
        {
            _json.WriteStartObject();
            _json.WriteString("value"u8, scored.Value);
            _json.WriteNumber("probability"u8, scored.Probability);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void EndLine(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);

        // Another document begins; without this it would be told apart from the last by a comma.
        _json.Reset();
    }
}
