using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>
/// Nothing under src/ blocks a thread on a task: no <c>.Result</c>, <c>.Wait()</c> or <c>.GetAwaiter().GetResult()</c>.
/// </summary>
/// <remarks>
/// The files are compiled together against the shared frameworks only, which tells a task from a property of ours that is
/// called Result. What comes from packages stays unresolved, and what is unresolved is not reported.
/// </remarks>
internal static class BlockingRule
{
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using Orleans; global using Orleans.Runtime;
        """;

    /// <summary>Files that read a task on purpose, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> OnPurpose { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["src/Actors/CodeGeneration/TaskInvocationOfResult.cs"] = "reads the result of a task that has completed",
        ["src/Actors/CodeGeneration/ValueTaskInvocation.cs"] = "observes a task that has completed",
        ["src/Actors/CodeGeneration/ValueTaskInvocationOfResult.cs"] = "reads the result of a task that has completed",
    };

    public static IEnumerable<string> Check(IReadOnlyCollection<SourceFile> files) =>
        Find(files).Where(found => !OnPurpose.ContainsKey(found.Path)).Select(found => found.Text);

    /// <summary>Every place that blocks, on purpose or not.</summary>
    public static IEnumerable<(string Path, string Text)> Find(IReadOnlyCollection<SourceFile> files)
    {
        var compilation = CSharpCompilation.Create(
            "AllSources",
            [.. files.Select(file => file.Tree), SourceFile.Parse("GlobalUsings.cs", GlobalUsings).Tree],
            SharedFrameworks().Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return
            from file in files
            let model = compilation.GetSemanticModel(file.Tree)
            from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where Blocks(model, access)
            select (file.Path, $"{file.At(access.Name)}: {access.Name} blocks a thread.");
    }

    private static bool Blocks(SemanticModel model, MemberAccessExpressionSyntax access) =>
        access.Name.Identifier.Text is "Result" or "Wait" or "WaitAll" or "WaitAny" or "GetResult"
        && model.GetSymbolInfo(access) is var info
        && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault())?.ContainingType is { } type
        && IsTaskOrAwaiter(type);

    private static bool IsTaskOrAwaiter(INamedTypeSymbol type) => type.ContainingNamespace.ToDisplayString() switch
    {
        "System.Threading.Tasks" => type.Name is "Task" or "ValueTask",
        "System.Runtime.CompilerServices" => type.Name.EndsWith("Awaiter", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<string> SharedFrameworks()
    {
        var core = RuntimeEnvironment.GetRuntimeDirectory();
        var web = core.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App", StringComparison.Ordinal);
        return new[] { core, web }.Distinct().Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).Where(IsManaged);
    }

    private static bool IsManaged(string path) =>
        Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll")
        && !name.EndsWith(".Native.dll", StringComparison.Ordinal)
        && !name.StartsWith("Microsoft.DiaSymReader.Native", StringComparison.Ordinal);
}
