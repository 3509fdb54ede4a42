using System.Text.Json;
using Berlin.Grains.Models;
using Berlin.Grains.Training;

namespace Berlin.Silo.Http.Models;

/// <summary>Writes a model as the API tells it.</summary>
internal static class ModelJson
{
    public static void Write(Utf8JsonWriter json, ModelDescription model)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, model.Name);
        json.WriteString("kind"u8, model.Definition.Kind);
        WriteDefinition(json, model.Definition);
        json.WriteString("created_at"u8, model.CreatedAt.UtcDateTime);
        json.WriteString("changed_at"u8, model.ChangedAt.UtcDateTime);
        json.WriteNumber("revision"u8, model.Revision);
        WriteStatus(json, model.Status);
        json.WriteEndObject();
    }

    private static void WriteDefinition(Utf8JsonWriter json, ModelDefinition definition)
    {
        json.WriteStartObject("definition"u8);
        json.WriteString("kind"u8, definition.Kind);
        WriteLearner(json, definition.Learner);
        json.WriteStartArray("features"u8);
        foreach (var feature in definition.Features)
        {
            WriteFeature(json, feature);
        }

        json.WriteEndArray();
        json.WriteString("target"u8, definition.Target);
        json.WriteStartObject("columns"u8);
        json.WriteString("mode"u8, definition.Columns.Mode);
        json.WriteNumber("max"u8, definition.Columns.Max);
        json.WriteEndObject();
        json.WriteNumber("max_classes"u8, definition.MaxClasses);
        json.WriteNumber("metrics_window"u8, definition.MetricsWindow);
        json.WriteBoolean("entities"u8, definition.Entities);
        if (definition.Retention is { } retention)
        {
            WriteRetention(json, retention);
        }

        json.WriteEndObject();
    }

    private static void WriteLearner(Utf8JsonWriter json, LearnerDefinition learner)
    {
        json.WriteStartObject("learner"u8);
        json.WriteString("type"u8, learner.Type);
        foreach (var setting in learner.Settings)
        {
            json.WriteNumber(setting.Name, setting.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteRetention(Utf8JsonWriter json, RetentionDefinition retention)
    {
        json.WriteStartObject("retention"u8);
        if (retention.MaxObservations is { } observations)
        {
            json.WriteNumber("max_observations"u8, observations);
        }

        if (retention.MaxAgeDays is { } days)
        {
            json.WriteNumber("max_age_days"u8, days);
        }

        json.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter json, FeatureDefinition feature)
    {
        json.WriteStartObject();
        json.WriteString("field"u8, feature.Field);
        json.WriteString("type"u8, feature.Type);
        WritePair(json, "ngrams"u8, feature.Ngrams);
        WritePair(json, "character_ngrams"u8, feature.CharacterNgrams);
        if (feature.Buckets is { } buckets)
        {
            json.WriteString("buckets"u8, buckets);
        }

        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, ReadOnlySpan<byte> name, int[]? pair)
    {
        if (pair is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var number in pair)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteStatus(Utf8JsonWriter json, TrainerStatus status)
    {
        json.WriteNumber("sequence"u8, status.Sequence);
        json.WriteNumber("rows"u8, status.Rows);
        json.WriteNumber("log_generation"u8, status.LogGeneration);
        json.WriteNumber("classes"u8, status.Classes);
        json.WriteNumber("columns"u8, status.Columns);
        json.WriteStartObject("metrics"u8);
        WriteMetrics(json, "overall"u8, status.Overall);
        WriteMetrics(json, "window"u8, status.Window);
        json.WriteEndObject();
        WriteCheckpoint(json, status.Checkpoint);
        if (status.LearnerDigest is { } digest)
        {
            json.WriteString("learner_digest"u8, digest);
        }
    }

    private static void WriteMetrics(Utf8JsonWriter json, ReadOnlySpan<byte> name, MetricsReport metrics)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count"u8, metrics.Count);
        json.WriteNumber("accuracy_1"u8, metrics.Accuracy1);
        json.WriteNumber("accuracy_3"u8, metrics.Accuracy3);
        json.WriteNumber("log_loss"u8, metrics.LogLoss);
        json.WriteNumber("calibration_error"u8, metrics.CalibrationError);
        json.WriteEndObject();
    }

    private static void WriteCheckpoint(Utf8JsonWriter json, CheckpointReport? checkpoint)
    {
        if (checkpoint is null)
        {
            json.WriteNull("checkpoint"u8);
            return;
        }

        json.WriteStartObject("checkpoint"u8);
        json.WriteNumber("sequence"u8, checkpoint.Sequence);
        json.WriteNumber("size_bytes"u8, checkpoint.SizeBytes);
        json.WriteString("at"u8, checkpoint.At.UtcDateTime);
        json.WriteEndObject();
    }
}
