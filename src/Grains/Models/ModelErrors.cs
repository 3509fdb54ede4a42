namespace Berlin.Grains.Models;

/// <summary>Errors about models, worded once. Unknown and foreign models look alike.</summary>
internal static class ModelErrors
{
    public static BerlinException NotFound(string model) =>
        new(ErrorCodes.ModelNotFound, $"There is no model '{model}'.");
}
