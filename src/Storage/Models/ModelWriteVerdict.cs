namespace Berlin.Storage.Models;

/// <summary>What became of a change to a model's row.</summary>
public enum ModelWriteVerdict
{
    /// <summary>Stored.</summary>
    Written,

    /// <summary>The row is not at the expected revision (or exists, or is gone); nothing changed.</summary>
    RevisionDiffers,

    /// <summary>The stream has held observations; nothing changed.</summary>
    StreamNotEmpty,
}
