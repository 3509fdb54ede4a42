using Berlin.Grains;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.Models;

/// <summary>Reads <c>{model}</c> out of a path and makes the grain key of the caller's model of it.</summary>
internal static class ModelRoute
{
    /// <summary>The key of an existing model. A text that can be no name is answered like one that nobody uses.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    public static string RequireKey(HttpContext context)
    {
        var name = Name(context);
        return Names.IsValid(name) ? Names.ModelKey(Caller.Of(context).Tenant, name) : throw NotFound();
    }

    /// <summary>The key of a model that is about to be made.</summary>
    /// <exception cref="BerlinException"><c>name.invalid</c>.</exception>
    public static string RequireNewKey(HttpContext context)
    {
        var name = Name(context);
        return Names.IsValid(name)
            ? Names.ModelKey(Caller.Of(context).Tenant, name)
            : throw new BerlinException(ErrorCodes.NameInvalid, $"The model's name is not valid; it must be {Names.Rule}.");
    }

    /// <summary>The model's name as the path has it.</summary>
    public static string Name(HttpContext context) => (string?)context.GetRouteValue("model") ?? "";

    /// <summary>Unknown and foreign models; the error table gives both the same text.</summary>
    public static BerlinException NotFound() => new(ErrorCodes.ModelNotFound, "There is no model of that name.");
}
