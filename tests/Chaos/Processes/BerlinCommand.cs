using System.Reflection;

namespace Berlin.Chaos.Processes;

/// <summary>The built <c>berlin</c> command.</summary>
internal static class BerlinCommand
{
    private static readonly string AssemblyPath = typeof(BerlinCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == nameof(BerlinCommand)).Value!;

    /// <summary>Silos live for seconds and share a machine: what the runtime would do for long lives is left out.</summary>
    private static readonly Dictionary<string, string> Runtime = new(StringComparer.Ordinal) { ["DOTNET_TieredPGO"] = "0" };

    public static ProcessCommand With(params IReadOnlyList<string> arguments) => new("dotnet", [AssemblyPath, .. arguments], Runtime);
}
