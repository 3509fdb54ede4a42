namespace Berlin.Runtimes.Loading;

/// <summary>A file of a version.</summary>
/// <param name="Name">Its name in the manifest: <c>model.onnx</c>. Never a path.</param>
/// <param name="Path">Where it lies, under a name that says nothing.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record ModelFile(string Name, string Path, long SizeBytes);
