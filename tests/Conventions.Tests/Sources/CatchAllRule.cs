using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berlin.Conventions.Tests.Sources;

/// <summary>
/// Everything is caught at five edges only: turn loop, endpoint, background service, worker supervisor, Main.
/// A catch of <c>Exception</c> whose filter names the types that it takes (<c>when (error is A or B)</c>) is no catch-all,
/// nor is one that cleans up and lets everything pass (<c>throw;</c> at its end, no other way out).
/// </summary>
internal static class CatchAllRule
{
    /// <summary>The files that are edges, and which of the five each is.</summary>
    public static IReadOnlyDictionary<string, string> Edges { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["src/Actors/Turns/Mailbox.cs"] = "turn loop: what a grain's method throws before its first await",
        ["src/Actors/Turns/UserCode.cs"] = "turn loop: what grains and filters throw becomes the answer of their call",
        ["src/Cli/Program.cs"] = "Main: a message and an exit code instead of a stack trace",
        ["src/Gateway/Errors/GatewayErrorEdge.cs"] = "endpoint: the last middleware that sees a fault before the connection",
        ["src/Grains/Hosting/BerlinExceptionFilter.cs"] = "turn loop: the filter around every call of our grains",
        ["src/Grains/Jobs/JobGrain.cs"] = "background service: a job that meets a defect fails with a code and stays failed",
        ["src/Runtimes/Python/Workers/WorkerLane.cs"] = "worker supervisor: whatever a worker brings about, the next request meets a new one",
        ["src/Silo/Http/Errors/ErrorEdge.cs"] = "endpoint: the one table from errors to answers",
        ["src/Silo/Http/Scoring/ScoredAnswer.cs"] = "endpoint: after the first byte of a streamed answer the edge above cannot tell of a fault any more",
        ["src/Storage/Postgres/Appends/AppendScheduler.cs"] = "background service: the lanes of the group commit, in which a fault belongs to the appends of a group",
        ["src/Storage/Sqlite/Engine/WriteRequest.cs"] = "background service: the writer's thread, on which a fault belongs to its caller",
    };

    /// <summary>Functions that are nothing but the test of an exception against a list of types.</summary>
    private static readonly HashSet<string> TypeTests = new(StringComparer.Ordinal) { "PostgresErrors.IsOfDatabase" };

    public static IEnumerable<string> Check(SourceFile file)
    {
        if (Edges.ContainsKey(file.Path))
        {
            return [];
        }

        return CatchesOfAll(file).Select(clause => $"{file.At(clause)}: catches everything outside of the five edges.");
    }

    public static IEnumerable<CatchClauseSyntax> CatchesOfAll(SourceFile file) =>
        file.Root.DescendantNodes().OfType<CatchClauseSyntax>().Where(clause => TakesAll(clause) && !NamesItsTypes(clause.Filter) && !LetsPass(clause.Block));

    private static bool TakesAll(CatchClauseSyntax clause) =>
        clause.Declaration is null || clause.Declaration.Type.ToString() is "Exception" or "System.Exception" or "global::System.Exception";

    private static bool NamesItsTypes(CatchFilterClauseSyntax? filter) => NamesItsTypes(filter?.FilterExpression);

    private static bool NamesItsTypes(ExpressionSyntax? test) =>
        test switch
        {
            IsPatternExpressionSyntax { Pattern: var pattern } => !pattern.DescendantNodesAndSelf().Any(IsOpen),
            BinaryExpressionSyntax either when either.IsKind(SyntaxKind.LogicalOrExpression) => NamesItsTypes(either.Left) && NamesItsTypes(either.Right),
            BinaryExpressionSyntax single => single.IsKind(SyntaxKind.IsExpression),
            InvocationExpressionSyntax call => TypeTests.Contains(call.Expression.ToString()),
            _ => false,
        };

    private static bool LetsPass(BlockSyntax block) =>
        block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null }
        && !block.DescendantNodes().Any(node => node is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax);

    // "not X", "_", "var e" and "{ }" take more than the types that are written.
    private static bool IsOpen(SyntaxNode pattern) => pattern switch
    {
        UnaryPatternSyntax or DiscardPatternSyntax or VarPatternSyntax => true,
        RecursivePatternSyntax recursive => recursive.Type is null,
        _ => false,
    };
}
