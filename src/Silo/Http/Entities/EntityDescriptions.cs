using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Entities;

/// <summary>What <c>/openapi.json</c> tells about <see cref="EntityEndpoints"/>.</summary>
internal static class EntityDescriptions
{
    private const string ReportMembers = """
        "entity": {"$ref": "#/components/schemas/Entity"},
        "observations": {"type": "integer", "minimum": 0, "description": "Observations of the entity."},
        "last_sequence": {"type": "integer", "minimum": 0, "description": "Number of its last row in the stream."},
        "last_at": {"type": "string", "format": "date-time", "description": "Latest time of its observations."}
        """;

    private const string RequiredMembers = """ "entity", "observations", "last_sequence", "last_at" """;

    /// <summary><c>GET /v1/models/{model}/entities</c>.</summary>
    public static OperationDescription List => new()
    {
        Operation = $$$"""
            {
              "operationId": "listEntities",
              "tags": ["entities"],
              "summary": "List the entities of a model, in order of their bytes",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {"name": "after", "in": "query", "description": "Where the page before ended: its `next`.", "schema": {"$ref": "#/components/schemas/Entity"} },
                {{{PageParameters.Limit("entities")}}}
              ],
              "responses": {
                "200": {
                  "description": "A page of entities.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/EntityPage"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With(EntitySchema.With($$$"""
            {
              "EntityReport": {
                "type": "object",
                "properties": { {{{ReportMembers}}} },
                "required": [{{{RequiredMembers}}}],
                "additionalProperties": false
              },
              "EntityPage": {
                "type": "object",
                "properties": {
                  "entities": {"type": "array", "items": {"$ref": "#/components/schemas/EntityReport"} },
                  "next": {"type": ["string", "null"], "description": "For `after` of the next page; null on the last."}
                },
                "required": ["entities", "next"],
                "additionalProperties": false
              }
            }
            """)),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound],
    };

    /// <summary><c>GET /v1/models/{model}/entities/{entity}</c>.</summary>
    public static OperationDescription Show => new()
    {
        Operation = $$$"""
            {
              "operationId": "getEntity",
              "tags": ["entities"],
              "summary": "An entity, and what is learned of it",
              "parameters": [{{{NameSchema.ModelParameter}}}, {{{EntitySchema.Parameter}}}],
              "responses": {
                "200": {
                  "description": "The entity.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/EntityDescription"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With(EntitySchema.With($$$"""
            {
              "EntityDescription": {
                "type": "object",
                "description": "`classes`, `cells` and `memory_bytes` are there where the entity has a learner of its own, which depends on the model's learner.",
                "properties": {
                  {{{ReportMembers}}},
                  "classes": {"type": "integer", "minimum": 0, "description": "Targets among its observations."},
                  "cells": {"type": "integer", "minimum": 0, "description": "Counts that its learner holds."},
                  "memory_bytes": {"type": "integer", "minimum": 0, "description": "Memory that its learner takes while it is loaded."}
                },
                "required": [{{{RequiredMembers}}}],
                "additionalProperties": false
              }
            }
            """)),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.EntityNotFound],
    };
}
