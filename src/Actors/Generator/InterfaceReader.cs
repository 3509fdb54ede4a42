using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>Reads a grain interface into a model, or into the faults that make it unsupported.</summary>
internal sealed class InterfaceReader
{
    private readonly INamedTypeSymbol _interface;
    private readonly CopyPlanner _planner;
    private readonly CodecPlanner _codecs;
    private readonly List<Fault> _faults = [];

    private InterfaceReader(INamedTypeSymbol grainInterface, IAssemblySymbol assembly)
    {
        _interface = grainInterface;
        _planner = new CopyPlanner(assembly);
        _codecs = new CodecPlanner(assembly);
    }

    public static InterfaceModel Read(INamedTypeSymbol grainInterface, IAssemblySymbol assembly) =>
        new InterfaceReader(grainInterface, assembly).Read();

    private InterfaceModel Read()
    {
        List<MethodModel> methods = [];
        if (_interface.IsGenericType)
        {
            _faults.Add(Fault.At(_interface, Faults.Generic, _interface.FullName()));
        }
        else if (!_interface.IsReachable())
        {
            _faults.Add(Fault.At(_interface, Faults.Hidden, _interface.FullName()));
        }
        else
        {
            foreach (var member in _interface.AllInterfaces.Insert(0, _interface).SelectMany(declaring => declaring.GetMembers()))
            {
                ReadMember(member, methods);
            }
        }

        var type = _interface.CodeForTypeOf();
        return new InterfaceModel(
            type, "Proxy_" + Symbols.Identifier(type), _interface.FullName(), new([.. methods]), _planner.Copiers, _codecs.Codecs, new([.. _faults]));
    }

    private void ReadMember(ISymbol member, List<MethodModel> methods)
    {
        switch (member)
        {
            case { IsStatic: true }:
            case INamedTypeSymbol:
            case IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove }:
                break;
            case IMethodSymbol { IsAbstract: true } method:
                if (ReadMethod(method) is { } model)
                {
                    methods.Add(model);
                }

                break;
            default:
                _faults.Add(Fault.At(member, Faults.Member, member.FullName()));
                break;
        }
    }

    private MethodModel? ReadMethod(IMethodSymbol method)
    {
        if (method.IsGenericMethod)
        {
            _faults.Add(Fault.At(method, Faults.Generic, method.FullName()));
            return null;
        }

        var isValueTask = method.ReturnType.Is("System.Threading.Tasks.ValueTask") || method.ReturnType.Is("System.Threading.Tasks.ValueTask<TResult>");
        var isTask = method.ReturnType.Is("System.Threading.Tasks.Task") || method.ReturnType.Is("System.Threading.Tasks.Task<TResult>");
        var isStream = method.ReturnType.Is("System.Collections.Generic.IAsyncEnumerable<T>");
        if (!isValueTask && !isTask && !isStream)
        {
            _faults.Add(Fault.At(method, Faults.ReturnType, method.FullName(), method.ReturnType.FullName()));
            return null;
        }

        var result = ((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault();
        var isOneWay = method.Has("Orleans.Concurrency.OneWayAttribute");
        if (isOneWay && result is not null)
        {
            _faults.Add(Fault.At(method, Faults.OneWay, method.FullName(), method.ReturnType.FullName()));
        }

        var parameters = method.Parameters.Select(parameter => ReadParameter(method, parameter)).ToArray();
        if (parameters.Count(parameter => parameter.IsToken) > 1)
        {
            _faults.Add(Fault.At(method, Faults.Tokens, method.FullName()));
        }

        string? wireFault = null;
        CodecPlan? resultCodec = null;
        if (!isStream)
        {
            wireFault = (result is null ? null : _codecs.Plan(result, out resultCodec))
                ?? method.Parameters.Where(parameter => !IsToken(parameter)).Select(parameter => _codecs.Plan(parameter.Type, out _)).FirstOrDefault(fault => fault is not null);
        }

        return new MethodModel(
            method.ContainingType.CodeForTypeOf(),
            method.Name,
            method.ReturnType.Code(),
            (isStream ? "StreamInvocation" : isValueTask ? "ValueTaskInvocation" : "TaskInvocation") + (result is null ? string.Empty : $"<{result.Code()}>"),
            result?.Code(),
            result is null ? null : PlanResult(method, result),
            isStream ? CallKind.Stream : isOneWay ? CallKind.OneWay : CallKind.Answered,
            isValueTask,
            OptionsOf(method, isStream),
            method.Find("Orleans.ResponseTimeoutAttribute")?.ConstructorArguments[0].Value as string,
            WireNameOf(method, parameters),
            wireFault,
            resultCodec,
            new(parameters));
    }

    private ParameterModel ReadParameter(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None)
        {
            _faults.Add(Fault.At(parameter, Faults.ByReference, parameter.Name, method.FullName()));
        }

        string? copy = null;
        var isToken = IsToken(parameter);
        if (!isToken && !parameter.Has("Orleans.ImmutableAttribute") && _planner.Plan(parameter.Type, out copy) is { } fault)
        {
            _faults.Add(Fault.At(parameter, Faults.NotCopyable, $"Parameter {parameter.Name} of {method.FullName()}", fault));
        }

        CodecPlan? codec = null;
        if (!isToken)
        {
            _codecs.Plan(parameter.Type, out codec);
        }

        return new ParameterModel(parameter.Type.Code(), parameter.Type.CodeForTypeOf(), parameter.Type.WireName(), isToken, copy, codec);
    }

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.Is("System.Threading.CancellationToken");

    private static string WireNameOf(IMethodSymbol method, IEnumerable<ParameterModel> parameters) =>
        $"{method.ContainingType.WireName()}.{method.AliasOf() ?? method.Name}({string.Join(",", parameters.Select(parameter => parameter.WireName))})";

    private string? PlanResult(IMethodSymbol method, ITypeSymbol result)
    {
        string? copy = null;
        if (!method.GetReturnTypeAttributes().Any(attribute => attribute.AttributeClass.Is("Orleans.ImmutableAttribute"))
            && _planner.Plan(result, out copy) is { } fault)
        {
            _faults.Add(Fault.At(method, Faults.NotCopyable, $"Result of {method.FullName()}", fault));
        }

        return copy;
    }

    private static string OptionsOf(IMethodSymbol method, bool isStream)
    {
        const string Options = "global::Berlin.Actors.CodeGeneration.GrainMethodOptions.";
        List<string> options = [Options + (isStream ? "Stream" : "None")];
        foreach (var option in (string[])["AlwaysInterleave", "ReadOnly", "OneWay"])
        {
            if (method.Has($"Orleans.Concurrency.{option}Attribute"))
            {
                options.Add(Options + option);
            }
        }

        return string.Join(" | ", options);
    }
}
