using System.Runtime.CompilerServices;

namespace Berlin.Learning;

/// <summary>Weights per (column, class), for the cells that a gradient made; a cell takes ten bytes of its column's block.</summary>
internal sealed class WeightStore : CellTable<Weight>
{
    /// <summary>Adds what the weights of a column say of each class.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">Its value in the row.</param>
    /// <param name="scores">Scores by class.</param>
    public void AddTo(int column, double value, Span<double> scores)
    {
        var cells = this[column];
        var weights = cells.Values[..cells.Classes.Length];
        for (var i = 0; i < cells.Classes.Length; i++)
        {
            scores[cells.Classes[i]] += value * weights[i].Value;
        }
    }

    /// <summary>Makes the step of one column, with new weights for classes that are far off.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">Its value in the row.</param>
    /// <param name="errors">The classes that take part.</param>
    /// <param name="step">How far the step goes.</param>
    /// <param name="most">So many weights are there at most.</param>
    public void Step(int column, double value, ReadOnlySpan<ClassError> errors, GradientStep step, long most)
    {
        foreach (var error in errors)
        {
            ref var weight = ref FindAtHome(this[column], error.ClassId);
            if (!Unsafe.IsNullRef(ref weight))
            {
                step.Make(ref weight, error.Error * value);
            }
            else if (error.IsLarge && Count < most)
            {
                var made = Weight.New;
                step.Make(ref made, error.Error * value);
                Append(column, (ushort)error.ClassId, made);
            }
        }
    }

    protected override void WriteValue(StateWriter writer, Weight value) => value.Write(writer);

    protected override Weight ReadValue(ref StateReader reader) => Weight.Read(ref reader);
}
