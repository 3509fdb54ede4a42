using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Texts;

public sealed class TextTests
{
    private static IEnumerable<RepositoryFile> Texts => RepositoryTree.Files.Where(TextRule.IsText);

    /// <summary>Commands that people and the CI run by name.</summary>
    private static IEnumerable<RepositoryFile> Scripts => RepositoryTree.Files
        .Where(file => file.IsUnder("scripts") || file.IsUnder(".ci") || file.Extension == ".sh")
        .Where(file => file.Extension is "" or ".sh");

    [Fact]
    public void Texts_OfTheTree_AreFinishedAndPortable() =>
        Findings.AssertNone("Texts:", Texts.SelectMany(file => TextRule.CheckText(file.Path, file.Text)));

    [Fact]
    public void Scripts_OfTheTree_AreExecutableAndStrict() =>
        Findings.AssertNone("Scripts:", Scripts.SelectMany(file => TextRule.CheckScript(file.Path, file.Lines, IsExecutable(file))));

    [Fact]
    public void Files_OfTheTree_AreSmall() =>
        Findings.AssertNone(
            $"Files above {TextRule.MaxSizeBytes} bytes:",
            RepositoryTree.Files.Where(file => file.SizeBytes > TextRule.MaxSizeBytes).Select(file => $"{file.Path}: {file.SizeBytes} bytes"));

    [Theory]
    [InlineData("a\n", 0)]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a\r\n", 1)]
    [InlineData("// TO" + "DO: later\n", 1)]
    [InlineData("the word todo, or TO" + "DOS, in a sentence\n", 0)]
    [InlineData("see /ho" + "me/someone/x\n", 1)]
    [InlineData("in /wo" + "rk/main\n", 1)]
    [InlineData("https://example.org/ho" + "me/page and src/wo" + "rk/x\n", 0)]
    [InlineData(@"C:\Us" + "ers\n", 1)]
    public void CheckText_PlantedText_IsJudged(string text, int findings) =>
        Assert.Equal(findings, TextRule.CheckText("a.md", text).Count());

    [Theory]
    [InlineData("#!/usr/bin/env bash\nset -euo pipefail\n", true, 0)]
    [InlineData("#!/usr/bin/env bash\n\n# Why.\nset -euo pipefail\n", true, 0)]
    [InlineData("#!/usr/bin/env bash\nset -euo pipefail\n", false, 1)]
    [InlineData("#!/bin/sh\nset -eu\n", true, 2)]
    [InlineData("#!/usr/bin/env bash\ncd x\nset -euo pipefail\n", true, 1)]
    public void CheckScript_PlantedScript_IsJudged(string text, bool isExecutable, int findings) =>
        Assert.Equal(findings, TextRule.CheckScript("scripts/x", text.Split('\n'), isExecutable).Count());

    private static bool IsExecutable(RepositoryFile file)
    {
        const UnixFileMode all = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(file.FullPath) & all) == all;
    }
}
