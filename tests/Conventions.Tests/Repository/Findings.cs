namespace Berlin.Conventions.Tests.Repository;

/// <summary>Fails a test with all of its findings at once, one per line, so that one run shows all there is to mend.</summary>
internal static class Findings
{
    public static void AssertNone(string rule, IEnumerable<string> findings)
    {
        var all = findings.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (all.Length > 0)
        {
            Assert.Fail($"{rule}\n{string.Join('\n', all.Select(finding => "  " + finding))}");
        }
    }
}
