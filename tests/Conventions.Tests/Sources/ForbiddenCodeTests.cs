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
            .Concat(BlockingRule.OnPurpose.Keys.Except(BlockingRule.Find([.. SourceFile.Shipped]).Select(found => found.Path), StringComparer.Ordinal));
        Findings.AssertNone("Entries of allow-lists that nothing needs any more:", unneeded);
    }

    [Fact]
    public void Blocking_OfTheSource_IsOnPurpose() =>
        Findings.AssertNone(
            "Await it, or tell the reason (tests/Conventions.Tests/Sources/BlockingRule.cs):",
            BlockingRule.Check([.. SourceFile.Shipped]));

    [Theory]
    [InlineData("catch (Exception) { }", 1)]
    [InlineData("catch (System.Exception error) { }", 1)]
    [InlineData("catch { if (x) { return; } throw; }", 1)]
    [InlineData("catch (Exception error) { throw new InvalidOperationException(string.Empty, error); }", 1)]
    [InlineData("catch { Clean(); throw; }", 0)]
    [InlineData("catch { }", 1)]
    [InlineData("catch (Exception error) when (error is not OperationCanceledException) { }", 1)]
    [InlineData("catch (Exception error) when (Log(error)) { }", 1)]
    [InlineData("catch (Exception error) when (error is { }) { }", 1)]
    [InlineData("catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }", 0)]
    [InlineData("catch (Exception error) when (error is IOException) { }", 0)]
    [InlineData("catch (Exception error) when (PostgresErrors.IsOfDatabase(error) || error is IOException) { }", 0)]
    [InlineData("catch (Exception error) when (PostgresErrors.IsOfDatabase(error) || Log(error)) { }", 1)]
    [InlineData("catch (Exception error) when (error is HttpRequestException { StatusCode: null }) { }", 0)]
    [InlineData("catch (IOException) { }", 0)]
    public void CatchAll_Planted_IsJudged(string clause, int findings)
    {
        var file = Method("try { } " + clause);
        Assert.Equal(findings, CatchAllRule.Check(file).Count());
    }

    [Theory]
    [InlineData("_ = task.Result;", 1)]
    [InlineData("task.Wait();", 1)]
    [InlineData("Task.WaitAll(task, task);", 1)]
    [InlineData("task.GetAwaiter().GetResult();", 1)]
    [InlineData("task.ConfigureAwait(false).GetAwaiter().GetResult();", 1)]
    [InlineData("_ = new ValueTask<int>(task).Result;", 1)]
    [InlineData("_ = new ValueTask<int>(task).GetAwaiter().GetResult();", 1)]
    [InlineData("_ = answer.Result; answer.Wait();", 0)]
    [InlineData("await task.WaitAsync(TimeSpan.Zero);", 0)]
    public void Blocking_Planted_IsJudged(string statement, int findings)
    {
        var file = SourceFile.Parse("src/A.cs", $$"""
            class Answer { public int Result => 1; public void Wait() { } }
            class A { async Task M(Task<int> task, Answer answer) { {{statement}} } }
            """);
        Assert.Empty(file.SyntaxErrors);
        Assert.Equal(findings, BlockingRule.Check([file]).Count());
    }

    [Theory]
    [InlineData("throw new NotImplementedException();", 1)]
    [InlineData("async void Local() { }", 1)]
    [InlineData("\n#pragma warning disable\n", 1)]
    [InlineData("\n#pragma warning disable CA1031\n", 1)]
    [InlineData("\n#pragma warning disable CA1031 // It is the turn loop.\n#pragma warning restore CA1031\n", 0)]
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
