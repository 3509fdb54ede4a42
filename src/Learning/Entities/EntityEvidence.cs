namespace Berlin.Learning;

/// <summary>What an entity has counted that bears on one row; with it, the learner of all rows predicts for the entity.</summary>
/// <remarks>
/// Nobody changes the arrays once it is made. The first three may be shared by the evidences of one entity, until it learns again.
/// Cells hold what the entity counted for this row's columns only, so its size depends on the row and the entity's classes, not on
/// how long the entity's history is.
/// </remarks>
/// <param name="Classes">The classes that the entity knows, by label.</param>
/// <param name="Rows">Rows of each class; 0 for one whose rows were all corrected.</param>
/// <param name="Occurrences">Occurrences of all columns in the rows of each class.</param>
/// <param name="CellKeys">The key of each cell as a 64-bit hash; cells of one key lie side by side.</param>
/// <param name="CellClasses">The class of each cell, a place in <paramref name="Classes"/>.</param>
/// <param name="CellCounts">What each cell counted, from 1.</param>
public sealed record EntityEvidence(
    string[] Classes, long[] Rows, long[] Occurrences, ulong[] CellKeys, int[] CellClasses, uint[] CellCounts)
{
    /// <summary>The evidence of an entity that has learned nothing.</summary>
    public static EntityEvidence None { get; } = new([], [], [], [], [], []);

    /// <summary>Observations that the entity has learned.</summary>
    public long Observations => Rows.Sum();

    /// <summary>Refuses arrays that do not go together.</summary>
    /// <exception cref="ArgumentException">Tells which.</exception>
    internal void ThrowIfTorn(string parameterName)
    {
        if (Rows.Length != Classes.Length || Occurrences.Length != Classes.Length)
        {
            throw new ArgumentException($"{Classes.Length} classes, but {Rows.Length} rows and {Occurrences.Length} occurrences", parameterName);
        }

        if (CellClasses.Length != CellKeys.Length || CellCounts.Length != CellKeys.Length)
        {
            throw new ArgumentException($"{CellKeys.Length} keys of cells, but {CellClasses.Length} classes and {CellCounts.Length} counts", parameterName);
        }

        foreach (var place in CellClasses)
        {
            if ((uint)place >= (uint)Classes.Length)
            {
                throw new ArgumentException($"a cell is of class {place} of {Classes.Length}", parameterName);
            }
        }
    }
}
