using System.Collections.Immutable;
using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Python;

/// <summary>Compares what a version was made with to what workers run with, before anything of it is read.</summary>
internal static class PythonEnvironment
{
    private const string Sklearn = "scikit-learn";

    /// <summary>
    /// How many parts of a version number must be equal. scikit-learn promises nothing between releases; numpy, scipy and joblib
    /// read what their patch releases wrote; Python's own pickles hold between minor versions, but not all of its classes.
    /// </summary>
    private static readonly ImmutableArray<(string Name, int Parts)> Compared = [(Sklearn, 3), ("python", 2), ("numpy", 2), ("scipy", 2), ("joblib", 2), ("pandas", 2)];

    /// <summary>Refuses a version whose environment differs, naming the first library that does.</summary>
    /// <param name="made">What its manifest says; scikit-learn must be among it.</param>
    /// <param name="workers">What workers say. A library that they lack is looked for by the model that needs it.</param>
    public static void Check(IReadOnlyDictionary<string, string> made, IReadOnlyDictionary<string, string> workers)
    {
        if (!made.ContainsKey(Sklearn))
        {
            throw new ModelRefusedException($"environment.{Sklearn}", "The manifest does not say which scikit-learn the version was made with.");
        }

        foreach (var (name, parts) in Compared)
        {
            if (made.TryGetValue(name, out var wanted) && workers.TryGetValue(name, out var found) && First(wanted, parts) != First(found, parts))
            {
                throw new ModelRefusedException($"environment.{name}", $"The version was made with {name} {Shown(wanted)}; the workers have {found}, and the first {parts} numbers must be equal.");
            }
        }
    }

    /// <summary>The first parts of a version: of <c>1.24.2</c> two are <c>1.24</c>. What follows a third part (<c>1.2.1+dfsg</c>) does not count.</summary>
    private static string First(string version, int parts) => string.Join('.', version.Split('.', '+', '-').Take(parts));

    private static string Shown(string version) => version.Length <= 40 ? version : version[..40];
}
