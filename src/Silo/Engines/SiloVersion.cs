using System.Reflection;

namespace Berlin.Silo.Engines;

/// <summary>The version of the program.</summary>
internal static class SiloVersion
{
    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(SiloVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? throw new InvalidOperationException("The assembly has no version.");
}
