using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Sources;

public sealed class ForbiddenCodeTests
{
    [Fact]
    public void Code_OfTheTree_HoldsNothingForbidden() =>
        Findings.AssertNone("Forbidden code:", SourceFile.All.SelectMany(ForbiddenCodeRule.Check));

    [Fact]
    public void CatchAll_OfTheSource_StandsAtAnEdge() =>
        Findings.AssertNone(
            "Catch what can be handled (tests/Conventions.Tests/Sources/CatchAllRule.cs names the edges):",
            SourceFile.Shipped.SelectMany(CatchAllRule.Check));

    [Fact]
    public void AllowLists_NameFilesThatNeedThem()
    {
        var unneeded = CatchAllRule.Edges.Keys
            .Where(path => !RepositoryTree.Exists(path) || !CatchAllRule.CatchesOfAll(SourceFile.Parse(RepositoryTree.Get(path))).Any())
            .Concat(ForbiddenCodeRule.Blocking.Keys.Where(path => !RepositoryTree.Exists(path)));
        Findings.AssertNone("Entries of allow-lists that nothing needs any more:", unneeded);
    }

    [Theory]
    [InlineData("catch (Exception) { }", 1)]
    [InlineData("catch (System.Exception error) { throw; }", 1)]
    [InlineData("catch { }", 1)]
    [InlineData("catch (Exception error) when (error is not OperationCanceledException) { }", 1)]
    [InlineData("catch (Exception error) when (Log(error)) { }", 1)]
    [InlineData("catch (Exception error) when (error is { }) { }", 1)]
    [InlineData("catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }", 0)]
    [InlineData("catch (Exception error) when (error is IOException) { }", 0)]
    [InlineData("catch (Exception error) when (error is HttpRequestException { StatusCode: null }) { }", 0)]
    [InlineData("catch (IOException) { }", 0)]
    public void CatchAll_Planted_IsJudged(string clause, int findings)
    {
        var file = Method("try { } " + clause);
        Assert.Equal(findings, CatchAllRule.Check(file).Count());
    }

    [Theory]
    [InlineData("throw new NotImplementedException();", 1)]
    [InlineData("var x = task.Result;", 1)]
    [InlineData("task.Wait();", 1)]
    [InlineData("Task.WaitAll(a, b);", 1)]
    [InlineData("task.GetAwaiter().GetResult();", 1)]
    [InlineData("task.ConfigureAwait(false).GetAwaiter().GetResult();", 1)]
    [InlineData("async void Local() { }", 1)]
    [InlineData("\n#pragma warning disable\n", 1)]
    [InlineData("\n#pragma warning disable CA1031\n", 1)]
    [InlineData("\n#pragma warning disable CA1031 // It is the turn loop.\n#pragma warning restore CA1031\n", 0)]
    [InlineData("await task.WaitAsync(token);", 0)]
    [InlineData("async Task Local() { }", 0)]
    public void Check_PlantedCode_IsJudged(string statement, int findings)
    {
        var file = Method(statement);
        Assert.Equal(findings, ForbiddenCodeRule.Check(file).Count());
    }

    private static SourceFile Method(string statement)
    {
        var file = SourceFile.Parse("src/A.cs", $"class A {{ async Task M() {{ {statement} }} }}");
        Assert.Empty(file.SyntaxErrors);
        return file;
    }
}
