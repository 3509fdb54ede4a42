using System.Text;
using Berlin.Grains.Training;
using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Workload;

/// <summary>Draws rows from a small vocabulary, so that they meet in the same columns and classes.</summary>
internal sealed class RowDraws(Draws draws)
{
    private static readonly string[] Words = ["taxi", "rent", "lunch", "phone", "hotel", "paper", "fuel", "stamp"];
    private static readonly string[] Vendors = ["uber", "telia", "scandic"];
    private static readonly string[] Targets = ["2770", "2790", "2230", "2800", "2900", "4000"];

    public byte[] Features() =>
        Encoding.UTF8.GetBytes($$"""{"text":"{{draws.Pick(Words)}} {{draws.Pick(Words)}}","vendor":"{{draws.Pick(Vendors)}}"}""");

    public string Target() => draws.Pick(Targets);

    public string? Entity(ModelPlan model) => model.HasEntities && draws.Chance(0.7) ? $"agreement{draws.Below(3)}" : null;

    public Observation Observation(ModelPlan model, int index, string id) => new()
    {
        Index = index,
        Id = id,
        Features = Features(),
        Target = Target(),
        Entity = Entity(model),
        Subject = draws.Chance(0.3) ? $"person{draws.Below(4)}" : null,
    };
}
