using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Sources;

public sealed class SizeTests
{
    [Fact]
    public void Files_OfTheTree_Parse() =>
        Findings.AssertNone("C# files that Roslyn does not understand:", SourceFile.All.SelectMany(file => file.SyntaxErrors));

    [Fact]
    public void FilesAndFunctions_OfTheTree_AreShort() =>
        Findings.AssertNone("Split by concept:", SourceFile.All.SelectMany(SizeRule.Check));

    [Theory]
    [InlineData("src/A.cs", 400, 0)]
    [InlineData("src/A.cs", 401, 1)]
    [InlineData("tests/A.Tests/A.cs", 800, 0)]
    [InlineData("tests/A.Tests/A.cs", 801, 1)]
    public void Check_FileOfSomeLines_IsJudgedByItsBound(string path, int lines, int findings)
    {
        var text = string.Concat(Enumerable.Repeat("// A line.\n", lines));
        Assert.Equal(findings, SizeRule.Check(SourceFile.Parse(path, text)).Count());
    }

    [Theory]
    [InlineData(70, 0)]
    [InlineData(71, 1)]
    public void Check_MethodOfSomeLines_IsCountedFromNameToBrace(int lines, int findings)
    {
        var text = $$"""
            class A
            {
                /// <summary>Free.</summary>
                [System.Obsolete]
                public
                void M()
                {
            {{Body(lines - 3)}}
                }
            }
            """;
        Assert.Equal(findings, SizeRule.Check(SourceFile.Parse("src/A.cs", text)).Count());
    }

    [Theory]
    [InlineData("class A { public A() {\n#\n} }")]
    [InlineData("class A { int P { get {\n#\nreturn 1; } } }")]
    [InlineData("class A { int P => 1\n#\n; }")]
    [InlineData("class A { void M() { void Local() {\n#\n} } }")]
    [InlineData("class A { public static A operator +(A a, A b) {\n#\nreturn a; } }")]
    [InlineData("static class A { extension(string s) { public void M() {\n#\n} } }")]
    [InlineData("class A { System.Action M = () => {\n#\n}; }")]
    [InlineData("record A(int X) { public A() : this(1) {\n#\n} }")]
    [InlineData("M();\n#\nvoid M() { } M();")]
    public void Check_FunctionOfEachKind_IsFound(string source)
    {
        var file = SourceFile.Parse("src/A.cs", source.Replace("#", Body(80), StringComparison.Ordinal));
        Assert.Empty(file.SyntaxErrors);
        Assert.NotEmpty(SizeRule.Check(file));
    }

    private static string Body(int lines) => string.Join('\n', Enumerable.Repeat("        // A line.", lines));
}
