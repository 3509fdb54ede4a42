using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Berlin.Actors.Generator;

/// <summary>What the engine does not support, told as build errors.</summary>
internal static class Faults
{
    public static readonly DiagnosticDescriptor Generic = Rule(
        "BERLIN001", "Grain interfaces, methods and classes are not generic", "{0} is generic, which the embedded actor engine does not support");

    public static readonly DiagnosticDescriptor ReturnType = Rule(
        "BERLIN002", "Grain methods return a task", "{0} returns {1}: a grain's method returns Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>");

    public static readonly DiagnosticDescriptor ByReference = Rule(
        "BERLIN003", "Parameters are passed by value", "Parameter {0} of {1} is passed by reference");

    public static readonly DiagnosticDescriptor NotCopyable = Rule(
        "BERLIN004", "What crosses a call can be copied", "{0}: {1}");

    public static readonly DiagnosticDescriptor Tokens = Rule(
        "BERLIN005", "At most one cancellation token", "{0} takes more than one CancellationToken");

    public static readonly DiagnosticDescriptor Member = Rule(
        "BERLIN006", "Grain interfaces have methods without bodies only", "{0} is not a method without a body");

    public static readonly DiagnosticDescriptor Hidden = Rule(
        "BERLIN007", "Generated code can reach grain interfaces and classes", "{0} is hidden from the generated code: make it and what it is nested in public or internal");

    public static readonly DiagnosticDescriptor OneWay = Rule(
        "BERLIN008", "One-way methods return no result", "{0} is [OneWay] and returns {1}: nobody waits for a result");

    public static readonly DiagnosticDescriptor NoCodec = Rule(
        "BERLIN009", "Exceptions and numbered members pass between processes", "{0}: {1}");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Berlin.Actors", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

/// <summary>A fault at a place, without references into the compilation.</summary>
internal sealed record Fault(DiagnosticDescriptor Rule, Place Place, EquatableArray<string> Arguments)
{
    public static Fault At(ISymbol symbol, DiagnosticDescriptor rule, params string[] arguments) =>
        new(rule, Place.Of(symbol), new EquatableArray<string>(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), [.. Arguments]);
}

/// <summary>A place in a source file.</summary>
internal sealed record Place(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(ISymbol symbol)
    {
        var location = symbol.Locations.FirstOrDefault(candidate => candidate.IsInSource);
        return location is null
            ? new Place(string.Empty, default, default)
            : new Place(location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => File.Length == 0 ? Location.None : Location.Create(File, Span, Lines);
}
