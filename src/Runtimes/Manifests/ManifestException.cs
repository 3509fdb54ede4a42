namespace Berlin.Runtimes.Manifests;

/// <summary>A manifest is not as it must be.</summary>
/// <param name="field">Where: <c>golden[0].inputs[1].shape</c>; empty for the manifest itself.</param>
/// <param name="reason">A clause that says what is wrong and what is allowed.</param>
public sealed class ManifestException(string field, string reason) : Exception(field.Length == 0 ? $"The manifest {reason}." : $"The manifest's {field} {reason}.")
{
    /// <summary>Where.</summary>
    public string Field { get; } = field;
}
