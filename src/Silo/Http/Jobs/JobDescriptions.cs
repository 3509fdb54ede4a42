using Berlin.Grains;
using Berlin.Grains.Jobs;
using Berlin.Silo.Http.OpenApi;
using Berlin.Silo.Http.Scoring;

namespace Berlin.Silo.Http.Jobs;

/// <summary>What <c>/openapi.json</c> tells about <see cref="JobEndpoints"/>.</summary>
internal static class JobDescriptions
{
    private const string IdParameter = $$"""
        {"name": "id", "in": "path", "required": true, "description": "The job's id.", "schema": {"$ref": "#/components/schemas/JobId"}, "example": "job-aaaaaaaaaaaaaaaaaaaaaaaaaa"}
        """;

    private const string JobContent = """{"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}""";

    private const string ResultContent = """
        {
          "text/csv": {"schema": {"type": "string", "description": "As `score` answers."}},
          "application/x-ndjson": {"schema": {"type": "string", "description": "As `score` answers."}}
        }
        """;

    private static string Schemas => NameSchema.With($$$"""
        {
          "JobId": {"type": "string", "pattern": "{{{JobIds.Pattern}}}", "description": "Names a job."},
          "JobPage": {
            "type": "object",
            "properties": {
              "jobs": {"type": "array", "items": {"$ref": "#/components/schemas/Job"} },
              "next": {"type": ["string", "null"], "description": "For `after` of the next page; null on the last."}
            },
            "required": ["jobs", "next"],
            "additionalProperties": false
          },
          "Job": {
            "type": "object",
            "properties": {
              "id": {"$ref": "#/components/schemas/JobId"},
              "model": {"$ref": "#/components/schemas/Name"},
              "state": {"type": "string", "enum": ["{{{JobStates.Queued}}}", "{{{JobStates.Running}}}", "{{{JobStates.Done}}}", "{{{JobStates.Failed}}}", "{{{JobStates.Cancelled}}}"]},
              "input": {"type": "string", "enum": ["csv", "jsonl"]},
              "output": {"type": "string", "enum": ["csv", "jsonl"]},
              "top": {"type": "integer", "minimum": 1, "description": "Most classes per row."},
              "rows": {"type": "integer", "minimum": 0, "description": "Rows in the result so far."},
              "rows_failed": {"type": "integer", "minimum": 0, "description": "Those of them that have a code and an error instead of classes."},
              "bytes_read": {"type": "integer", "minimum": 0, "description": "Bytes of the input that are done with."},
              "bytes_total": {"type": "integer", "minimum": 0, "description": "Bytes of the input."},
              "result_bytes": {"type": "integer", "minimum": 0, "description": "Bytes of the result so far."},
              "rows_per_second": {"type": "number", "minimum": 0, "description": "Over the time since the job was first worked on."},
              "created_at": {"type": "string", "format": "date-time"},
              "started_at": {"type": ["string", "null"], "format": "date-time"},
              "finished_at": {"type": ["string", "null"], "format": "date-time"},
              "code": {"type": "string", "description": "Why it failed; only where it did."},
              "error": {"type": "string", "description": "The same for people."}
            },
            "required": ["id", "model", "state", "input", "output", "top", "rows", "rows_failed", "bytes_read", "bytes_total", "result_bytes", "rows_per_second", "created_at", "started_at", "finished_at"],
            "additionalProperties": false
          }
        }
        """);

    /// <summary><c>POST /v1/jobs</c>.</summary>
    public static OperationDescription Create(HttpLimitsOptions limits, JobOptions options) => new()
    {
        Operation = $$$"""
            {
              "operationId": "createJob",
              "tags": ["jobs"],
              "summary": "Score a file in the background",
              "description": "Takes what `score` takes, stores it, and answers at once; the rows are scored in the background, at most {{{options.MaxRunning}}} jobs at a time. A job goes on after a crash of the server, without a row that is lost or there twice. The result has the body's format unless `Accept` names the other one.",
              "parameters": [
                {"name": "model", "in": "query", "required": true, "description": "Name of the model that scores.", "schema": {"$ref": "#/components/schemas/Name"}, "example": "account-suggest"},
                {{{TopQuery.Parameter(limits)}}}
              ],
              "requestBody": {
                "required": true,
                "description": "At most {{{options.MaxInputBytes}}} bytes.",
                "content": {{{ScoreDescription.Content}}}
              },
              "responses": {
                "202": {
                  "description": "The input is stored and the job is queued.",
                  "headers": {"Location": {"description": "The path of the job.", "required": true, "schema": {"type": "string"} } },
                  "content": {{{JobContent}}}
                }
              }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.ModelNotFound, ErrorCodes.JobLimitReached],
    };

    /// <summary><c>GET /v1/jobs</c>.</summary>
    public static OperationDescription List() => new()
    {
        Operation = $$$"""
            {
              "operationId": "listJobs",
              "tags": ["jobs"],
              "summary": "List the tenant's jobs, the newest first",
              "parameters": [
                {"name": "after", "in": "query", "description": "Where the page before ended: its `next`.", "schema": {"type": "integer", "minimum": 0} },
                {{{PageParameters.Limit("jobs")}}}
              ],
              "responses": {"200": {"description": "A page of jobs.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobPage"} } } } }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.RequestInvalid],
    };

    /// <summary><c>GET /v1/jobs/{id}</c>.</summary>
    public static OperationDescription Show() => new()
    {
        Operation = $$$"""
            {
              "operationId": "getJob",
              "tags": ["jobs"],
              "summary": "How far a job is",
              "parameters": [{{{IdParameter}}}],
              "responses": {"200": {"description": "The job.", "content": {{{JobContent}}} } }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.JobNotFound],
    };

    /// <summary><c>GET /v1/jobs/{id}/result</c>.</summary>
    public static OperationDescription Result() => new()
    {
        Operation = $$$"""
            {
              "operationId": "getJobResult",
              "tags": ["jobs"],
              "summary": "The result of a job that is done",
              "description": "Ranges may be asked for (`Range: bytes=...`), so that a download goes on where it broke off.",
              "parameters": [{{{IdParameter}}}],
              "responses": {
                "200": {"description": "The whole result.", "content": {{{ResultContent}}} },
                "206": {"description": "The range that was asked for.", "content": {{{ResultContent}}} }
              }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.JobNotFound, ErrorCodes.JobNotDone],
    };

    /// <summary><c>DELETE /v1/jobs/{id}</c>.</summary>
    public static OperationDescription Remove() => new()
    {
        Operation = $$$"""
            {
              "operationId": "deleteJob",
              "tags": ["jobs"],
              "summary": "End a job and remove it with its files",
              "parameters": [{{{IdParameter}}}],
              "responses": {"204": {"description": "It is gone."} }
            }
            """,
        Schemas = Schemas,
        Errors = [ErrorCodes.JobNotFound],
    };
}
