using System.Reflection;
using System.Text;

namespace Berlin.Conventions.Tests.Contracts;

/// <summary>The canonical description of all grain contracts, for a file that reviewers read: a changed line is a changed wire.</summary>
internal static class ContractText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(IEnumerable<Type> interfaces, IEnumerable<Type> records)
    {
        var text = new StringBuilder();
        text.Append("# What crosses between silos. Written by tests/Conventions.Tests; BERLIN_UPDATE_CONTRACTS=1 writes it anew.\n");
        text.Append("# During a rolling upgrade two versions talk: add members under new ids, never change or reuse an alias, an id or a type.\n");
        foreach (var contract in interfaces)
        {
            Append(text, contract);
        }

        foreach (var record in records)
        {
            AppendRecord(text, record);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Type contract)
    {
        text.Append($"\ninterface {GrainContracts.AliasOf(contract)} = {contract.FullName}{Marks(contract)}\n");
        foreach (var method in GrainContracts.Methods(contract))
        {
            var parameters = string.Join(", ", method.GetParameters().Select(parameter => $"{TypeNames.Of(Nullability.Create(parameter))} {parameter.Name}"));
            text.Append($"  {GrainContracts.AliasOf(method)}({parameters}) -> {TypeNames.Of(Nullability.Create(method.ReturnParameter))}{Marks(method)}\n");
        }
    }

    private static void AppendRecord(StringBuilder text, Type record)
    {
        var kind = typeof(Exception).IsAssignableFrom(record) ? "exception" : record.IsEnum ? "enum" : record.IsValueType ? "struct" : "record";
        text.Append($"\n{kind} {GrainContracts.AliasOf(record)} = {record.FullName}{Marks(record)}\n");
        foreach (var member in record.IsEnum ? [] : GrainContracts.Members(record))
        {
            var type = member is PropertyInfo property ? Nullability.Create(property) : Nullability.Create((FieldInfo)member);
            text.Append($"  {GrainContracts.IdOf(member)} {member.Name}: {TypeNames.Of(type)}\n");
        }

        foreach (var value in record.IsEnum ? Enum.GetValuesAsUnderlyingType(record) : Array.Empty<int>())
        {
            text.Append($"  {value} {Enum.GetName(record, value)}\n");
        }
    }

    /// <summary>The attributes that change what a call or a value means, in order of their names.</summary>
    private static string Marks(MemberInfo member)
    {
        var names = member.GetCustomAttributesData()
            .Where(data => data.AttributeType.Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true)
            .Where(data => data.AttributeType.Name is not (nameof(AliasAttribute) or nameof(GenerateSerializerAttribute)))
            .Select(data => data.AttributeType.Name.Replace("Attribute", string.Empty, StringComparison.Ordinal) + Arguments(data))
            .Order(StringComparer.Ordinal);
        return string.Concat(names.Select(name => $" [{name}]"));
    }

    private static string Arguments(CustomAttributeData data)
    {
        var positional = data.ConstructorArguments.Select(argument => argument.ToString());
        var named = data.NamedArguments.Select(argument => argument.ToString());
        var all = string.Join(", ", positional.Concat(named));
        return all.Length == 0 ? all : $"({all})";
    }
}
