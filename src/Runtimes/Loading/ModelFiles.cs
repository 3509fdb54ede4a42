using System.Collections.Immutable;

namespace Berlin.Runtimes.Loading;

/// <summary>The files of a version on this machine's disk. They are read-only and stay until the session is disposed of.</summary>
/// <param name="Version">For logs and messages: <c>tenant/model/3</c>.</param>
/// <param name="Format">Version of the runtime's own format, from the manifest.</param>
/// <param name="Environment">Names and versions of what it was made with, from the manifest: <c>scikit-learn</c> to <c>1.2.1</c>.</param>
/// <param name="Files">The files.</param>
public sealed record ModelFiles(string Version, int Format, ImmutableSortedDictionary<string, string> Environment, ImmutableArray<ModelFile> Files);
