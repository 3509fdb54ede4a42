namespace Berlin.Runtimes.Manifests;

/// <summary>A file of a version.</summary>
/// <param name="Name">Its name: <c>model.onnx</c>.</param>
/// <param name="Sha256">Digest of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record ManifestFile(string Name, string Sha256, long SizeBytes);
