namespace Berlin.Silo.Http.Scoring;

/// <summary>Scored rows, as they are written.</summary>
/// <param name="Bytes">One line per row; valid until the next piece is asked for.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Failed">Those among them that have a fault.</param>
/// <param name="EndOffset">Where in the input the last of them ends.</param>
internal readonly record struct ScoredPiece(ReadOnlyMemory<byte> Bytes, int Rows, int Failed, long EndOffset);
