namespace Berlin.Learning;

/// <summary>Why features cannot be taken.</summary>
/// <param name="Field">The field at fault, or <c>features</c> for the object as a whole.</param>
/// <param name="Message">What was expected and what came, for people; holds no value of the user.</param>
public sealed record FeatureFault(string Field, string Message);
