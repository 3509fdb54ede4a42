using System.Text.Json.Nodes;
using Berlin.Learning;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Models;

/// <summary>The schemas of models and their definitions.</summary>
internal static class ModelSchemas
{
    /// <summary>By name; what a definition may leave out has the default that <see cref="ModelDefinitionReader"/> fills in.</summary>
    public static string Text { get; } = NameSchema.With(WithLearners($$$"""
        {
          "ModelDefinition": {
            "type": "object",
            "properties": {
              "kind": {"type": "string", "const": "online"},
              "learner": {"$ref": "#/components/schemas/Learner"},
              "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}, "minItems": 1, "maxItems": {{{OnlineClassifierConfig.MostFeatures}}} },
              "target": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[ -~]*$", "description": "What is predicted; names the thing, no field."},
              "columns": {"$ref": "#/components/schemas/Columns"},
              "max_classes": {"type": "integer", "minimum": 2, "maximum": {{{OnlineClassifierConfig.MostClasses}}}, "default": {{{ModelDefinitionReader.DefaultMaxClasses}}} },
              "metrics_window": {
                "type": "integer", "minimum": 1, "maximum": 1000000, "default": {{{ModelDefinitionReader.DefaultMetricsWindow}}},
                "description": "Observations that `metrics.window` is about."
              },
              "entities": {
                "type": "boolean", "default": false,
                "description": "Whether each entity has a model of its own, which leans on the model as a whole until it has learned enough."
              },
              "retention": {"$ref": "#/components/schemas/Retention"}
            },
            "required": ["kind", "learner", "features", "target"],
            "additionalProperties": false
          },
          "Retention": {
            "type": "object",
            "description": "How much of the stream is kept. It is trimmed to its bounds, oldest first, when it exceeds one by a quarter; what is trimmed is unlearned.",
            "properties": {
              "max_observations": {"type": "integer", "minimum": 1, "description": "Most observations."},
              "max_age_days": {"type": "integer", "minimum": 1, "maximum": {{{ModelDefinitionReader.LargestMaxAgeDays}}}, "description": "Greatest age of an observation by its time."}
            },
            "additionalProperties": false
          },
          "Columns": {
            "type": "object",
            "description": "How feature values become columns: `vocabulary` gives each new value the next column until the bound is reached, `hashing` shares them.",
            "properties": {
              "mode": {"type": "string", "enum": ["vocabulary", "hashing"], "default": "{{{ModelDefinitionReader.DefaultColumnsMode}}}"},
              "max": {"type": "integer", "minimum": 1, "maximum": {{{ColumnsConfig.MostColumns}}}, "default": {{{ModelDefinitionReader.DefaultMaxColumns}}} }
            },
            "additionalProperties": false
          },
          "Feature": {
            "oneOf": [
              {"$ref": "#/components/schemas/TextFeature"},
              {"$ref": "#/components/schemas/CategoryFeature"},
              {"$ref": "#/components/schemas/NumberFeature"}
            ]
          },
          "TextFeature": {
            "type": "object",
            "properties": {
              "field": {"$ref": "#/components/schemas/Field"},
              "type": {"type": "string", "const": "text"},
              "ngrams": {"$ref": "#/components/schemas/NgramRange", "description": "Runs of words, [smallest, largest]; [1, 1] where both ranges are left out."},
              "character_ngrams": {"$ref": "#/components/schemas/NgramRange", "description": "Runs of characters, [smallest, largest]; none where left out."}
            },
            "required": ["field", "type"],
            "additionalProperties": false
          },
          "CategoryFeature": {
            "type": "object",
            "properties": {"field": {"$ref": "#/components/schemas/Field"}, "type": {"type": "string", "const": "category"} },
            "required": ["field", "type"],
            "additionalProperties": false
          },
          "NumberFeature": {
            "type": "object",
            "properties": {
              "field": {"$ref": "#/components/schemas/Field"},
              "type": {"type": "string", "const": "number"},
              "buckets": {"type": "string", "enum": ["{{{ModelDefinitionReader.DefaultBuckets}}}"], "default": "{{{ModelDefinitionReader.DefaultBuckets}}}"}
            },
            "required": ["field", "type"],
            "additionalProperties": false
          },
          "Field": {
            "type": "string", "minLength": 1, "maxLength": {{{FeatureSpec.LongestField}}}, "pattern": "^[ -~]*$",
            "description": "Name of a member of `features`; a model declares it once."
          },
          "NgramRange": {
            "type": "array", "items": {"type": "integer", "minimum": 1, "maximum": {{{NgramRange.Longest}}} }, "minItems": 2, "maxItems": 2
          },
          "ModelPage": {
            "type": "object",
            "properties": {
              "models": {"type": "array", "items": {"$ref": "#/components/schemas/Model"} },
              "next": {"type": ["string", "null"], "description": "For `after` of the next page; null on the last."}
            },
            "required": ["models", "next"],
            "additionalProperties": false
          },
          "Model": {
            "type": "object",
            "properties": {
              "name": {"$ref": "#/components/schemas/Name"},
              "kind": {"type": "string", "const": "online"},
              "definition": {"$ref": "#/components/schemas/ModelDefinition", "description": "With every default filled in."},
              "created_at": {"type": "string", "format": "date-time"},
              "changed_at": {"type": "string", "format": "date-time"},
              "revision": {"type": "integer", "minimum": 1, "description": "Rises with each change of the definition; also its `ETag`."},
              "sequence": {"type": "integer", "minimum": 0, "description": "Number of the last row of the stream."},
              "rows": {"type": "integer", "minimum": 0, "description": "Rows that the stream holds: observations and corrections that were not removed."},
              "log_generation": {"type": "integer", "minimum": 1, "description": "Grows when stored observations are removed."},
              "classes": {"type": "integer", "minimum": 0, "description": "Targets seen so far."},
              "columns": {"type": "integer", "minimum": 0, "description": "Columns in use."},
              "metrics": {
                "type": "object",
                "description": "Each observation was predicted before it was learned; this is how well.",
                "properties": {"overall": {"$ref": "#/components/schemas/Metrics"}, "window": {"$ref": "#/components/schemas/Metrics"} },
                "required": ["overall", "window"],
                "additionalProperties": false
              },
              "checkpoint": {
                "type": ["object", "null"],
                "description": "The newest stored state of the learner; null before the first.",
                "properties": {
                  "sequence": {"type": "integer", "minimum": 0},
                  "size_bytes": {"type": "integer", "minimum": 0},
                  "at": {"type": "string", "format": "date-time"}
                },
                "required": ["sequence", "size_bytes", "at"],
                "additionalProperties": false
              },
              "learner_digest": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of the learner's bytes; only where it was asked for."}
            },
            "required": ["name", "kind", "definition", "created_at", "changed_at", "revision", "sequence", "rows", "log_generation", "classes", "columns", "metrics", "checkpoint"],
            "additionalProperties": false
          },
          "Metrics": {
            "type": "object",
            "properties": {
              "count": {"type": "integer", "minimum": 0, "description": "Observations that were scored."},
              "accuracy_1": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share whose target was the first guess."},
              "accuracy_3": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share whose target was among the first three."},
              "log_loss": {"type": "number", "minimum": 0, "description": "Mean of -ln(probability of the target)."},
              "calibration_error": {
                "type": "number", "minimum": 0, "maximum": 1,
                "description": "Expected calibration error: how far the probability of the first guess is, on average, from the share in which it is right."
              }
            },
            "required": ["count", "accuracy_1", "accuracy_3", "log_loss", "calibration_error"],
            "additionalProperties": false
          }
        }
        """));

    private static string WithLearners(string schemas)
    {
        var all = JsonNode.Parse(schemas)!.AsObject();
        LearnerSchemas.AddTo(all);
        return all.ToJsonString();
    }
}
