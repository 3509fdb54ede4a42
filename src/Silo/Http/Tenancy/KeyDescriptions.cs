using System.Diagnostics.CodeAnalysis;
using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>What <c>/openapi.json</c> tells about <see cref="KeyEndpoints"/>.</summary>
internal static class KeyDescriptions
{
    /// <summary>Form of a key.</summary>
    public const string KeyPattern = "^bk_[a-z2-7]{12}_[a-z2-7]{52}$";

    /// <summary>Headers of an answer that holds a key.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string SecretHeader = """
        {"Cache-Control": {"description": "The key must not be kept on the way.", "required": true, "schema": {"type": "string", "const": "no-store"} } }
        """;

    private const string IdParameter = """
        {"name": "id", "in": "path", "required": true, "description": "The id inside the key: `bk_<id>_...`.", "schema": {"$ref": "#/components/schemas/KeyId"}, "example": "mfrggzdfmztw"}
        """;

    private const string KeyMembers = """
        "id": {"$ref": "#/components/schemas/KeyId"},
        "scopes": {"$ref": "#/components/schemas/Scopes"},
        "label": {"type": ["string", "null"], "description": "What it is for."},
        "created_at": {"type": "string", "format": "date-time"},
        "expires_at": {"type": ["string", "null"], "format": "date-time", "description": "When it ends or ended; null = never."},
        "revoked_at": {"type": ["string", "null"], "format": "date-time", "description": "When it was revoked; null = it is not."}
        """;

    private const string RequiredMembers = """ "id", "scopes", "label", "created_at", "expires_at", "revoked_at" """;

    private static string Schemas { get; } = NameSchema.With($$$"""
        {
          "KeyId": {"type": "string", "pattern": "^[a-z2-7]{12}$", "description": "Names a key without telling its secret."},
          "Scopes": {"type": "array", "items": {"type": "string", "enum": ["predict", "observe", "manage"]}, "minItems": 1, "maxItems": 3},
          "KeyRequest": {
            "type": "object",
            "properties": {
              "scopes": {"$ref": "#/components/schemas/Scopes"},
              "label": {
                "type": ["string", "null"], "minLength": 1, "maxLength": {{{KeyBodyReader.MaxLabelLength}}}, "pattern": "^[ -~]*$",
                "description": "What it is for, for people."
              },
              "expires_at": {"type": ["string", "null"], "format": "date-time", "description": "When it ends; never, unless told."}
            },
            "required": ["scopes"],
            "additionalProperties": false
          },
          "IssuedKey": {
            "type": "object",
            "properties": {
              "key": {"type": "string", "pattern": "{{{KeyPattern}}}", "description": "The key, which is told this once."},
              {{{KeyMembers}}}
            },
            "required": ["key", {{{RequiredMembers}}}],
            "additionalProperties": false
          },
          "Key": {
            "type": "object",
            "properties": { {{{KeyMembers}}} },
            "required": [{{{RequiredMembers}}}],
            "additionalProperties": false
          },
          "KeyList": {
            "type": "object",
            "properties": {"keys": {"type": "array", "items": {"$ref": "#/components/schemas/Key"} } },
            "required": ["keys"],
            "additionalProperties": false
          }
        }
        """);

    /// <summary><c>GET /v1/keys</c>.</summary>
    public static OperationDescription List => new()
    {
        Operation = """
            {
              "operationId": "listKeys",
              "tags": ["keys"],
              "summary": "List the tenant's keys, those revoked or expired included",
              "responses": {
                "200": {
                  "description": "The keys without their secrets, in order of their creation.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/KeyList"} } }
                }
              }
            }
            """,
        Schemas = Schemas,
    };

    /// <summary><c>DELETE /v1/keys/{id}</c>.</summary>
    public static OperationDescription Revoke => new()
    {
        Operation = $$$"""
            {
              "operationId": "revokeKey",
              "tags": ["keys"],
              "summary": "End a key",
              "description": "It is refused everywhere within five seconds.",
              "parameters": [{{{IdParameter}}}],
              "responses": { "204": {"description": "The key is revoked."} }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.KeyNotFound],
    };

    /// <summary><c>POST /v1/keys</c>.</summary>
    public static OperationDescription Issue(HttpLimitsOptions limits) => DescribeIssue(
        limits, "issueKey", "Make another key", "It holds at most the scopes of the key that makes it. A tenant has at most 20 keys that are valid at a time.", "", [ErrorCodes.KeyLimitReached]);

    /// <summary><c>POST /v1/tenants/{tenant}/keys</c>.</summary>
    public static OperationDescription IssueForTenant(HttpLimitsOptions limits) => DescribeIssue(
        limits, "issueTenantKey", "Make a key of a tenant", "For a tenant that has lost its keys.", TenantDescriptions.TenantParameter, [ErrorCodes.TenantNotFound, ErrorCodes.KeyLimitReached]);

    /// <summary><c>POST /v1/keys/{id}/rotate</c>.</summary>
    public static OperationDescription Rotate(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "rotateKey",
              "tags": ["keys"],
              "summary": "Make a successor of a key",
              "description": "The successor has the scopes and the label of the key, which ends after a time of grace. Its scopes must be among those of the key that asks.",
              "parameters": [{{{IdParameter}}}],
              "requestBody": {
                "required": true,
                "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "grace_seconds": {
                          "type": ["integer", "null"], "minimum": 0, "maximum": {{{KeyBodyReader.MaxGraceSeconds}}}, "default": {{{KeyBodyReader.DefaultGraceSeconds}}},
                          "description": "How long the key goes on to be valid."
                        }
                      },
                      "additionalProperties": false
                    },
                    "examples": { "an_hour": { "value": {"grace_seconds": 3600} } }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "The successor.",
                  "headers": {{{SecretHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/IssuedKey"} } }
                }
              }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.KeyNotFound, ErrorCodes.KeyLimitReached],
    };

    private static OperationDescription DescribeIssue(HttpLimitsOptions limits, string id, string summary, string description, string parameters, string[] errors) => new()
    {
        Operation = $$$"""
            {
              "operationId": "{{{id}}}",
              "tags": ["keys"],
              "summary": "{{{summary}}}",
              "description": "{{{description}}} The answer holds the key, which is told once.",
              "parameters": [{{{parameters}}}],
              "requestBody": {
                "required": true,
                "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/KeyRequest"},
                    "examples": { "for_one_product": { "value": {"scopes": ["predict", "observe"], "label": "bookkeeping"} } }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "The key.",
                  "headers": {{{SecretHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/IssuedKey"} } }
                }
              }
            }
            """,
        Schemas = Schemas,
        Errors = errors,
    };
}
