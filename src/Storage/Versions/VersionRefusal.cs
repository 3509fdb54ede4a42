namespace Berlin.Storage.Versions;

/// <summary>Why a version is refused.</summary>
/// <param name="Field">What differs, such as <c>files[0].sha256</c> or <c>environment.scikit-learn</c>.</param>
/// <param name="Reason">How it differs, in words for its owner.</param>
public sealed record VersionRefusal(string Field, string Reason);
