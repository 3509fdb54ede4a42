namespace Berlin.Learning;

/// <summary>Learns classes from sparse rows, one row at a time. The seam that each kind of learner implements.</summary>
/// <remarks>
/// A learner is a deterministic function of the rows and classes it was given, in their order: scalar arithmetic only, logarithms and
/// exponentials from <see cref="DeterministicMath"/>. Learning a row costs O(non-zeros x classes touched), never O(columns) or
/// O(history). One owner; not thread-safe. Every implementation is in the conformance suite of the tests.
/// </remarks>
internal interface IOnlineLearner
{
    /// <summary>Classes seen so far; their ids are 0 to one below, in order of first appearance.</summary>
    int ClassCount { get; }

    /// <summary>Pairs of a column and a class that hold something learned.</summary>
    long CellCount { get; }

    /// <summary>Bytes held by what was learned, for capacity planning.</summary>
    long MemoryBytes { get; }

    /// <summary>
    /// Scores every class seen so far: log p(class | row) up to a term that is the same for all classes; negative infinity for a class
    /// that has no rows left, and no other.
    /// </summary>
    /// <param name="row">The row; a column that occurred in no row learned counts for nothing.</param>
    /// <param name="scores">Receives one score per class; <see cref="ClassCount"/> long.</param>
    void Score(SparseRow row, Span<double> scores);

    /// <summary>Learns that a row is of a class.</summary>
    /// <param name="row">The row.</param>
    /// <param name="classId">A class seen before, or <see cref="ClassCount"/> for a new one.</param>
    void Learn(SparseRow row, int classId);

    /// <summary>Learns that a row that was learned for one class is of another.</summary>
    /// <param name="row">The row, with the columns that it was learned with.</param>
    /// <param name="from">The class it was learned for.</param>
    /// <param name="to">Another class seen before, or <see cref="ClassCount"/> for a new one.</param>
    /// <exception cref="InvalidOperationException">No such row was learned for the class, as far as the learner can tell; nothing changed.</exception>
    void Correct(SparseRow row, int from, int to);

    /// <summary>Takes over settings that do not touch what was learned.</summary>
    void Reconfigure(LearnerConfig config);

    /// <summary>Writes what was learned; equal states give equal bytes.</summary>
    void Write(StateWriter writer);

    /// <summary>Takes over what was written; the learner is new. Afterwards it goes on exactly as the one that wrote.</summary>
    /// <param name="reader">Stands on the learner's section.</param>
    /// <param name="classes">Classes of the state.</param>
    /// <param name="columns">Every column is below it.</param>
    void Read(ref StateReader reader, int classes, int columns);
}
