extern alias generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Berlin.Actors.Tests.Embedded;

/// <summary>What the engine does not support does not build.</summary>
public sealed class GeneratorTests
{
    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Berlin.Actors.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("BERLIN001", "public interface IG<T> : IGrainWithStringKey { Task M(); }")]
    [InlineData("BERLIN001", "public interface IG : IGrainWithStringKey { Task M<T>(); }")]
    [InlineData("BERLIN002", "public interface IG : IGrainWithStringKey { int M(); }")]
    [InlineData("BERLIN002", "public interface IG : IGrainWithStringKey { void M(); }")]
    [InlineData("BERLIN003", "public interface IG : IGrainWithStringKey { Task M(ref int value); }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(object value); }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task<System.Collections.Generic.IReadOnlyList<int>> M(); }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(C value); } public sealed class C { }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(C value); } [GenerateSerializer] public class C { }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(C value); } [GenerateSerializer] public sealed class C { [Id(0)] public C? Next { get; set; } }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(C value); } [GenerateSerializer] public sealed class C { [Id(0)] private int _hidden; }")]
    [InlineData("BERLIN004", "public interface IG : IGrainWithStringKey { Task M(IG other); }")]
    [InlineData("BERLIN005", "public interface IG : IGrainWithStringKey { Task M(CancellationToken a, CancellationToken b); }")]
    [InlineData("BERLIN006", "public interface IG : IGrainWithStringKey { int P { get; } }")]
    [InlineData("BERLIN006", "public interface IG : IGrainWithStringKey { Task M() => Task.CompletedTask; }")]
    [InlineData("BERLIN007", "public class Outer { private interface IG : IGrainWithStringKey { Task M(); } }")]
    [InlineData("BERLIN008", "public interface IG : IGrainWithStringKey { [Orleans.Concurrency.OneWay] Task<int> M(); }")]
    [InlineData("BERLIN009", "[GenerateSerializer] public sealed class C { [Id(0)] public int A { get; set; } [Id(0)] public int B { get; set; } }")]
    [InlineData("BERLIN009", "[GenerateSerializer] public sealed class E : System.Exception { [Id(0)] public int Code { get; set; } }")]
    [InlineData("BERLIN009", "[GenerateSerializer] public sealed class E(string message, object code) : System.Exception(message) { [Id(0)] public object Code { get; } = code; }")]
    public void UnsupportedCode_IsAnError(string id, string code)
    {
        var (faults, _) = Run(code);
        Assert.Contains(id, faults.Select(fault => fault.Id));
        Assert.All(faults, fault => Assert.Equal(DiagnosticSeverity.Error, fault.Severity));
    }

    [Fact]
    public void SupportedCode_GeneratesCodeThatCompiles()
    {
        var (faults, compiled) = Run("""
            public interface IBase : IGrainWithStringKey { Task M(); ValueTask<int?> N(string[]? a, CancellationToken token); }
            public interface IG : IBase
            {
                const string Key = "k";
                Task<(int A, string[] B)> T(System.Collections.Generic.Dictionary<string, System.Collections.Generic.List<int[]>> map, C @class);
                [Orleans.Concurrency.AlwaysInterleave, ResponseTimeout("00:00:05")] Task<R?[]> R(R r, [Immutable] object shared);
                [Orleans.Concurrency.OneWay] ValueTask O(S s);
                System.Collections.Generic.IAsyncEnumerable<C?> E(C c, CancellationToken token);
            }
            [GenerateSerializer] public sealed class C { [Id(0)] public required string A { get; init; } [Id(1)] internal int[]? B; [Id(2)] public R? R { get; private set; } [Id(3)] public int Only { get; } }
            [GenerateSerializer] public sealed record R(int X, System.Collections.Generic.List<string> Y);
            [GenerateSerializer] public struct S { [Id(0)] public int[] Values; }
            public class G : Grain, IG
            {
                public G([PersistentState("s")] Orleans.Runtime.IPersistentState<C> state) { }
                public Task M() => Task.CompletedTask;
                public ValueTask<int?> N(string[]? a, CancellationToken token) => new(1);
                public Task<(int A, string[] B)> T(System.Collections.Generic.Dictionary<string, System.Collections.Generic.List<int[]>> map, C @class) => throw null!;
                public Task<R?[]> R(R r, object shared) => throw null!;
                public ValueTask O(S s) => default;
                public System.Collections.Generic.IAsyncEnumerable<C?> E(C c, CancellationToken token) => throw null!;
            }
            """);
        Assert.Empty(faults);
        Assert.DoesNotContain(compiled, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    private static (Diagnostic[] Faults, Diagnostic[] Compiled) Run(string code)
    {
        var source = $"""
            #nullable enable
            using System.Threading;
            using System.Threading.Tasks;
            using Orleans;
            using Orleans.Runtime;
            namespace Sample;
            {code}
            """;
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver
            .Create([new generator::Berlin.Actors.Generator.GrainGenerator().AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.Latest))
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var faults);
        return ([.. faults], [.. updated.GetDiagnostics()]);
    }
}
