using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Actors.Generator;

/// <summary>
/// Generates, in every assembly with grain interfaces, classes or records, the proxies of the interfaces, the codecs of what crosses, and
/// the manifest by which the engine finds them. See src/Actors/README.md.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    private const string GrainInterface = "Orleans.IGrainWithStringKey";
    private const string ManifestAttribute = "Berlin.Actors.CodeGeneration.GrainManifestAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => ReadInterface(syntax, cancellation))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        var classes = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => ReadClass(syntax, cancellation))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        var records = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Orleans.GenerateSerializerAttribute",
                static (_, _) => true,
                static (syntax, _) => RecordReader.Read((INamedTypeSymbol)syntax.TargetSymbol, syntax.SemanticModel.Compilation.Assembly))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        var assembly = context.CompilationProvider.Select(static (compilation, _) => AssemblyModel.Of(compilation));

        var models = interfaces.Collect().Combine(classes.Collect()).Combine(records.Collect());
        context.RegisterSourceOutput(models.Combine(assembly), static (output, all) => Emit(
            output,
            all.Left.Left.Left.Distinct().ToArray(),
            all.Left.Left.Right.Distinct().ToArray(),
            all.Left.Right.Distinct().ToArray(),
            all.Right));
    }

    private static InterfaceModel? ReadInterface(GeneratorSyntaxContext syntax, CancellationToken cancellation) =>
        syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is INamedTypeSymbol symbol && symbol.Implements(GrainInterface)
            ? InterfaceReader.Read(symbol, syntax.SemanticModel.Compilation.Assembly)
            : null;

    private static ClassModel? ReadClass(GeneratorSyntaxContext syntax, CancellationToken cancellation) =>
        syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) is INamedTypeSymbol { IsAbstract: false } symbol
            && symbol.Implements(GrainInterface)
            && symbol.Implements("Orleans.IGrainBase")
            ? ClassReader.Read(symbol, syntax.SemanticModel.Compilation.Assembly)
            : null;

    private static void Emit(SourceProductionContext output, InterfaceModel[] interfaces, ClassModel[] classes, RecordModel[] records, AssemblyModel assembly)
    {
        var faults = interfaces.SelectMany(model => model.Faults)
            .Concat(classes.SelectMany(model => model.Faults))
            .Concat(records.SelectMany(model => model.Faults))
            .ToArray();
        foreach (var fault in faults)
        {
            output.ReportDiagnostic(fault.ToDiagnostic());
        }

        if (faults.Length > 0 || !assembly.HasEngine || (interfaces.Length + classes.Length + records.Length + assembly.Manifests.Count == 0))
        {
            return;
        }

        var generatedNamespace = "Berlin.Actors.Generated." + Symbols.Identifier(assembly.Name);
        foreach (var model in interfaces)
        {
            output.AddSource($"{model.ProxyName}.g.cs", ProxyEmitter.Emit(model, generatedNamespace));
        }

        output.AddSource("Manifest.g.cs", ManifestEmitter.Emit(
            generatedNamespace, interfaces, classes, records, assembly.Manifests));
    }

    /// <summary>What the generator needs of the assembly and its references.</summary>
    private sealed record AssemblyModel(string Name, bool HasEngine, EquatableArray<string> Manifests)
    {
        public static AssemblyModel Of(Compilation compilation)
        {
            var manifests = compilation.SourceModule.ReferencedAssemblySymbols
                .SelectMany(reference => reference.GetAttributes())
                .Where(attribute => attribute.AttributeClass.Is(ManifestAttribute))
                .Select(attribute => ((ITypeSymbol)attribute.ConstructorArguments[0].Value!).CodeForTypeOf())
                .Distinct()
                .OrderBy(name => name, StringComparer.Ordinal);
            return new AssemblyModel(
                compilation.AssemblyName ?? "Unnamed", compilation.GetTypeByMetadataName(ManifestAttribute) is not null, new([.. manifests]));
        }
    }
}
