using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Tenancy;

/// <summary>What <c>/openapi.json</c> tells about <see cref="TenantEndpoint"/>.</summary>
internal static class TenantDescription
{
    public static OperationDescription Create(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "createTenant",
              "tags": ["tenants"],
              "summary": "Make a tenant",
              "description": "The answer holds the tenant's first key, which is told once.",
              "requestBody": {
                "required": true,
                "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {"name": {"$ref": "#/components/schemas/Name"}},
                      "required": ["name"],
                      "additionalProperties": false
                    },
                    "examples": { "tenant": { "value": {"name": "acme"} } }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "The tenant is made.",
                  "headers": {
                    "Cache-Control": {"description": "The key must not be kept on the way.", "required": true, "schema": {"type": "string", "const": "no-store"} }
                  },
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/CreatedTenant"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With("""
            {
              "CreatedTenant": {
                "type": "object",
                "properties": {
                  "name": {"$ref": "#/components/schemas/Name"},
                  "key": {"type": "string", "pattern": "^bk_[a-z2-7]{12}_[a-z2-7]{52}$", "description": "The tenant's first key, with the scopes predict, observe and manage."}
                },
                "required": ["name", "key"],
                "additionalProperties": false
              }
            }
            """),
        Errors = [ErrorCodes.NameInvalid, ErrorCodes.TenantExists],
    };
}
