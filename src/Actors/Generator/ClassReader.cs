using Microsoft.CodeAnalysis;

namespace Berlin.Actors.Generator;

/// <summary>Reads a grain class: its name, and how to copy its persistent states.</summary>
internal static class ClassReader
{
    public static ClassModel Read(INamedTypeSymbol grainClass, IAssemblySymbol assembly)
    {
        List<Fault> faults = [];
        List<StateModel> states = [];
        var planner = new CopyPlanner(assembly);
        if (grainClass.IsGenericType)
        {
            faults.Add(Fault.At(grainClass, Faults.Generic, grainClass.FullName()));
        }
        else if (!grainClass.IsReachable())
        {
            faults.Add(Fault.At(grainClass, Faults.Hidden, grainClass.FullName()));
        }

        foreach (var parameter in grainClass.InstanceConstructors.SelectMany(constructor => constructor.Parameters))
        {
            if (parameter.Type is INamedTypeSymbol type && type.Is("Orleans.Runtime.IPersistentState<TState>"))
            {
                ReadState(parameter, type.TypeArguments[0], planner, states, faults);
            }
        }

        return new ClassModel(grainClass.CodeForTypeOf(), new([.. states]), planner.Copiers, new([.. faults]));
    }

    private static void ReadState(IParameterSymbol parameter, ITypeSymbol type, CopyPlanner planner, List<StateModel> states, List<Fault> faults)
    {
        if (planner.Plan(type, out var copy) is { } fault)
        {
            faults.Add(Fault.At(parameter, Faults.NotCopyable, $"Persistent state {parameter.Name} of {parameter.ContainingType.FullName()}", fault));
        }
        else
        {
            states.Add(new StateModel(type.CodeForTypeOf(), copy ?? "{0}"));
        }
    }
}
