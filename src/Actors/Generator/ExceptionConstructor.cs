using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>How an exception is made anew from its text and members: through a constructor, since its base keeps the text to itself.</summary>
internal static class ExceptionConstructor
{
    /// <summary>Number of the text on the wire; above all that <c>[Id]</c> can say.</summary>
    public const ulong MessageKey = 1UL << 48;

    public static readonly ulong MessageTag = (MessageKey << 3) | WireTypes.NumberOf("Bytes");

    /// <returns>The expression that makes it, or null where no constructor fits.</returns>
    public static string? Find(INamedTypeSymbol type, IReadOnlyCollection<CopiedMember> members)
    {
        foreach (var constructor in type.InstanceConstructors.Where(IsReachable).OrderByDescending(candidate => candidate.Parameters.Length))
        {
            var arguments = constructor.Parameters.Select(parameter => ArgumentFor(parameter, members)).ToArray();
            var isComplete = members.All(member => arguments.Contains("m_" + member.Name)) && arguments.Contains("m_Message");
            if (isComplete && constructor.Parameters.Zip(arguments, (parameter, argument) => argument is not null || parameter.IsOptional).All(fits => fits))
            {
                var named = constructor.Parameters.Zip(arguments, (parameter, argument) => argument is null ? null : $"@{parameter.Name}: {argument}");
                return $"new {type.CodeForTypeOf()}({string.Join(", ", named.Where(argument => argument is not null))})";
            }
        }

        return null;
    }

    private static bool IsReachable(IMethodSymbol constructor) => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal;

    private static string? ArgumentFor(IParameterSymbol parameter, IEnumerable<CopiedMember> members)
    {
        if (string.Equals(parameter.Name, "message", StringComparison.OrdinalIgnoreCase) && parameter.Type.SpecialType == SpecialType.System_String)
        {
            return "m_Message";
        }

        var member = members.FirstOrDefault(candidate => string.Equals(candidate.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(candidate.Type, parameter.Type));
        return member is null ? null : "m_" + member.Name;
    }
}
