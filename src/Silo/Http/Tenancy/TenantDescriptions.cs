using System.Diagnostics.CodeAnalysis;
using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>What <c>/openapi.json</c> tells about <see cref="TenantEndpoints"/>.</summary>
internal static class TenantDescriptions
{
    /// <summary>The path parameter <c>{tenant}</c>.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string TenantParameter = """
        {"name": "tenant", "in": "path", "required": true, "description": "The tenant's name.", "schema": {"$ref": "#/components/schemas/Name"}, "example": "acme"}
        """;

    /// <summary><c>GET /v1/tenants</c>.</summary>
    public static OperationDescription List => new()
    {
        Operation = $$$"""
            {
              "operationId": "listTenants",
              "tags": ["tenants"],
              "summary": "List the tenants, in order of their names",
              "parameters": [{{{PageParameters.AfterName}}}, {{{PageParameters.Limit("tenants")}}}],
              "responses": {
                "200": {
                  "description": "A page of tenants.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/TenantPage"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With("""
            {
              "TenantPage": {
                "type": "object",
                "properties": {
                  "tenants": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "name": {"$ref": "#/components/schemas/Name"},
                        "created_at": {"type": "string", "format": "date-time"},
                        "models": {"type": "integer", "minimum": 0, "description": "Models that it has."}
                      },
                      "required": ["name", "created_at", "models"],
                      "additionalProperties": false
                    }
                  },
                  "next": {"type": ["string", "null"], "description": "For `after` of the next page; null on the last."}
                },
                "required": ["tenants", "next"],
                "additionalProperties": false
              }
            }
            """),
        Errors = [ErrorCodes.RequestInvalid],
    };

    /// <summary><c>DELETE /v1/tenants/{tenant}</c>.</summary>
    public static OperationDescription Delete => new()
    {
        Operation = $$$"""
            {
              "operationId": "deleteTenant",
              "tags": ["tenants"],
              "summary": "Delete a tenant with everything of it",
              "description": "Its keys, models, observations and everything learned are gone when the answer is there; they cannot be brought back.",
              "parameters": [{{{TenantParameter}}}],
              "responses": { "204": {"description": "The tenant is gone."} }
            }
            """,
        Schemas = NameSchema.With("{}"),
        Errors = [ErrorCodes.TenantNotFound],
    };

    /// <summary><c>POST /v1/tenants</c>.</summary>
    public static OperationDescription Create(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "createTenant",
              "tags": ["tenants"],
              "summary": "Make a tenant",
              "description": "The answer holds the tenant's first key, which is told once.",
              "requestBody": {{{NameBody(limits, "acme")}}},
              "responses": {
                "201": {
                  "description": "The tenant is made.",
                  "headers": {{{KeyDescriptions.SecretHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/CreatedTenant"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With($$"""
            {
              "CreatedTenant": {
                "type": "object",
                "properties": {
                  "name": {"$ref": "#/components/schemas/Name"},
                  "key": {"type": "string", "pattern": "{{KeyDescriptions.KeyPattern}}", "description": "The tenant's first key, with the scopes predict, observe and manage."}
                },
                "required": ["name", "key"],
                "additionalProperties": false
              }
            }
            """),
        Errors = [ErrorCodes.NameInvalid, ErrorCodes.TenantExists],
    };

    /// <summary><c>PUT /v1/tenants/{tenant}</c>.</summary>
    public static OperationDescription Rename(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "renameTenant",
              "tags": ["tenants"],
              "summary": "Give a tenant another name",
              "description": "Its keys stay valid and its models go on.",
              "parameters": [{{{TenantParameter}}}],
              "requestBody": {{{NameBody(limits, "acme-holding")}}},
              "responses": {
                "200": {
                  "description": "The name that the tenant has now.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "type": "object",
                        "properties": {"name": {"$ref": "#/components/schemas/Name"} },
                        "required": ["name"],
                        "additionalProperties": false
                      }
                    }
                  }
                }
              }
            }
            """,
        Schemas = NameSchema.With("{}"),
        Errors = [ErrorCodes.NameInvalid, ErrorCodes.TenantNotFound, ErrorCodes.TenantExists],
    };

    private static string NameBody(HttpLimitsOptions limits, string example) => $$$"""
        {
          "required": true,
          "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {"name": {"$ref": "#/components/schemas/Name"} },
                "required": ["name"],
                "additionalProperties": false
              },
              "examples": { "tenant": { "value": {"name": "{{{example}}}"} } }
            }
          }
        }
        """;
}
