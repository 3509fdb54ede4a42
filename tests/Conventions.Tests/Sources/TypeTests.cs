using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Sources;

public sealed class TypeTests
{
    [Fact]
    public void Types_OfTheTree_StandWhereTheirNameSays() =>
        Findings.AssertNone("Types and their files:", SourceFile.All.SelectMany(TypeRule.Check));

    [Theory]
    [InlineData("src/A.cs", "public class A; public class B;", 1)]
    [InlineData("src/A.cs", "public interface A; public record B;", 0)]
    [InlineData("src/B.cs", "public interface A; public record B;", 1)]
    [InlineData("src/B.cs", "public record A;", 1)]
    [InlineData("src/AOfT.cs", "public class A<T>;", 0)]
    [InlineData("tests/X.Tests/SqliteTests.cs", "public class A; public class B;", 0)]
    [InlineData("bench/X/Load.cs", "public class A; public class B;", 0)]
    [InlineData("tests/X.Tests/Tests.cs", "class FileHelper;", 1)]
    [InlineData("src/B.cs", "namespace N { public class A; }", 1)]
    [InlineData("src/A.cs", "public class A; internal class B; file class C;", 0)]
    [InlineData("src/A.cs", "public class A { public class B; public enum C; }", 0)]
    [InlineData("src/A.cs", "public class A; public class A<T>;", 0)]
    [InlineData("src/A{T}.cs", "public class A<T>;", 0)]
    [InlineData("src/Answers.cs", "public record A; public readonly record struct B; public enum C;", 0)]
    [InlineData("src/Marks.cs", "public class AAttribute : System.Attribute; public class BAttribute : System.Attribute;", 0)]
    [InlineData("src/StringHelper.cs", "class StringHelper;", 1)]
    [InlineData("src/A.cs", "class A { class ModelManager; }", 1)]
    [InlineData("src/UserGuid.cs", "record struct UserGuid;", 1)]
    [InlineData("src/Utilization.cs", "record Utilization;", 0)]
    public void Check_PlantedTypes_AreJudged(string path, string source, int findings)
    {
        var file = SourceFile.Parse(path, source);
        Assert.Empty(file.SyntaxErrors);
        Assert.Equal(findings, TypeRule.Check(file).Count());
    }
}
