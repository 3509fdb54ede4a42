using System.Text.Json.Nodes;
using Berlin.Learning;

namespace Berlin.Silo.Http.Models;

/// <summary>The schemas of learners, one per type, made of what the types declare.</summary>
internal static class LearnerSchemas
{
    /// <summary>Adds the schema <c>Learner</c> and that of each type.</summary>
    public static void AddTo(JsonObject schemas)
    {
        var choices = new JsonArray();
        foreach (var type in LearnerTypes.All)
        {
            var name = NameOf(type);
            schemas[name] = OfType(type);
            choices.Add(new JsonObject { ["$ref"] = $"#/components/schemas/{name}" });
        }

        schemas["Learner"] = new JsonObject { ["oneOf"] = choices };
    }

    /// <summary><c>softmax-regression</c> is <c>SoftmaxRegressionLearner</c>.</summary>
    private static string NameOf(string type) =>
        string.Concat(type.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "Learner";

    private static JsonObject OfType(string type)
    {
        var members = new JsonObject { ["type"] = new JsonObject { ["type"] = "string", ["const"] = type } };
        foreach (var setting in LearnerTypes.SettingsOf(type))
        {
            members[setting.Name] = new JsonObject
            {
                ["type"] = "number",
                ["minimum"] = setting.Smallest,
                ["maximum"] = setting.Largest,
                ["default"] = setting.Default,
                ["description"] = setting.Meaning,
            };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = members,
            ["required"] = new JsonArray("type"),
            ["additionalProperties"] = false,
        };
    }
}
