using System.Buffers;
using Berlin.Grains.Serving;

namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>
/// Writes <c>row,id,value_1,probability_1,...,entity_observations,code,error</c>: the classes are empty in a row with a
/// fault, the last two in one without. Serves one thread.
/// </summary>
internal sealed class CsvRowWriter(int top) : IRowWriter
{
    private readonly CsvText _text = new();

    public void WriteStart(IBufferWriter<byte> output)
    {
        _text.Clear();
        _text.Field("row");
        _text.Field("id");
        for (var rank = 1; rank <= top; rank++)
        {
            _text.Field($"value_{rank}");
            _text.Field($"probability_{rank}");
        }

        _text.Field("entity_observations");
        _text.Field("code");
        _text.Field("error");
        _text.EndLine();
        output.Write(_text.Written);
    }

    public void Write(RowSlice slice, SliceScores scores, IBufferWriter<byte> output)
    {
        _text.Clear();
        var number = slice.FirstRow;
        foreach (var row in slice.Rows)
        {
            _text.Field(number++);
            _text.Field(row.Id ?? "");
            if ((row.Fault ?? scores.FaultOf(row.Instance)) is { } fault)
            {
                WriteClasses([]);
                _text.Field();
                WriteFault(fault);
            }
            else
            {
                WriteClasses(scores.PredictionsOf(row.Instance));
                WriteEntity(scores.EntityObservationsOf(row.Instance));
                _text.Field();
                _text.Field();
            }

            _text.EndLine();
        }

        output.Write(_text.Written);
    }

    public void WriteCut(RowFault fault, IBufferWriter<byte> output)
    {
        _text.Clear();
        _text.Field();
        _text.Field();
        WriteClasses([]);
        _text.Field();
        WriteFault(fault);
        _text.EndLine();
        output.Write(_text.Written);
    }

    private void WriteFault(RowFault fault)
    {
        _text.Field(fault.Code);
        _text.Field(fault.Text);
    }

    private void WriteEntity(long? observations)
    {
        if (observations is { } count)
        {
            _text.Field(count);
        }
        else
        {
            _text.Field();
        }
    }

    private void WriteClasses(ReadOnlySpan<ScoredClass> classes)
    {
        for (var rank = 0; rank < top; rank++)
        {
            if (rank < classes.Length)
            {
                _text.Field(classes[rank].Value);
                _text.Field(classes[rank].Probability);
            }
            else
            {
                _text.Field();
                _text.Field();
            }
        }
    }
}
