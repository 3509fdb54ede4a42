namespace Berlin.Learning;

/// <summary>What an entity has counted that bears on one row, in the numbers of the learner behind it.</summary>
internal readonly ref struct EntityCounts
{
    /// <summary>The learner's id of each of the entity's classes; those that the learner does not know have the ids after its last.</summary>
    public required ReadOnlySpan<int> Classes { get; init; }

    /// <summary>Rows of each class.</summary>
    public required ReadOnlySpan<long> Rows { get; init; }

    /// <summary>Occurrences of all columns in the rows of each class.</summary>
    public required ReadOnlySpan<long> Occurrences { get; init; }

    /// <summary>The counted cells of the row's columns; those of one column side by side.</summary>
    public required ReadOnlySpan<EntityCell> Cells { get; init; }

    /// <summary>Occurrences in the row of columns that the entity has counted and the learner has not.</summary>
    public required long OwnOccurrences { get; init; }
}

/// <summary>A cell that an entity has counted.</summary>
/// <param name="Column">The learner's column, or -1 where it has none.</param>
/// <param name="InRow">How often the column occurs in the row.</param>
/// <param name="Class">Place among the entity's classes.</param>
/// <param name="Count">How often it occurred in the entity's rows of that class.</param>
internal readonly record struct EntityCell(int Column, int InRow, int Class, uint Count);
