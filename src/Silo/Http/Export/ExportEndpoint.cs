using System.Globalization;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Http;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Paths;
using Berlin.Silo.Http.Queries;

namespace Berlin.Silo.Http.Export;

/// <summary>Tells stored observations: one, a page of them, or the whole stream.</summary>
internal sealed class ExportEndpoint(IGrainFactory grains)
{
    /// <summary>Header of a page of CSV or lines: what <c>after</c> of the next page is; absent on the last.</summary>
    internal const string NextHeader = "Berlin-Next";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var policy = CallerPolicy.Tenant(CallerScopes.Manage);
        endpoints.MapGet("/v1/models/{model}/observations", (RequestDelegate)ExportAsync).WithMetadata(policy, ExportDescriptions.Export);
        endpoints.MapGet("/v1/models/{model}/observations/{id}", (RequestDelegate)ShowAsync).WithMetadata(policy, ExportDescriptions.Show);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var model = grains.GetGrain<IModelGrain>(ModelRoute.RequireKey(context));
        var id = PathText.RequireObservationId(context);
        var observation = await model.FindObservationAsync(id, context.RequestAborted)
            ?? throw new BerlinException(ErrorCodes.ObservationNotFound, "The model has no observation of that id.");
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, observation, ObservationJson.WriteWhole);
    }

    private async Task ExportAsync(HttpContext context)
    {
        var model = grains.GetGrain<IModelGrain>(ModelRoute.RequireKey(context));
        var format = ExportFormats.Read(context.Request);
        var after = QueryParameters.ReadSequenceAfter(context.Request);
        var limit = QueryParameters.FindLimit(context.Request);
        var stored = new StoredObservations(model);
        switch (format)
        {
            case ExportFormat.Json:
                await WritePageAsync(context, stored, after, limit ?? QueryParameters.DefaultLimit);
                break;
            case ExportFormat.JsonLines:
                using (var lines = new ObservationLines())
                {
                    await WriteRowsAsync(context, stored, lines, MediaType.JsonLines, after, limit);
                }

                break;
            default:
                var described = await model.DescribeAsync(withDigest: false, context.RequestAborted) ?? throw ModelRoute.NotFound();
                var csv = new ObservationCsv(described.Definition.Features);
                await WriteRowsAsync(context, stored, csv, $"{ExportFormats.Csv}; charset=utf-8; header=present", after, limit);
                break;
        }
    }

    private static async Task WritePageAsync(HttpContext context, StoredObservations stored, long after, int limit)
    {
        var (rows, hasMore) = await stored.ReadPageAsync(after, limit, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (Rows: rows, HasMore: hasMore), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("observations"u8);
            foreach (var row in page.Rows)
            {
                ObservationJson.WriteWhole(json, row);
            }

            json.WriteEndArray();
            if (page.HasMore)
            {
                json.WriteNumber("next"u8, page.Rows[^1].Sequence);
            }
            else
            {
                json.WriteNull("next"u8);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>
    /// The answer begins when the first rows were read, so that what is wrong with the call is told by its status. What fails later cuts the
    /// connection: a stream that ends in order is whole.
    /// </summary>
    private static async Task WriteRowsAsync(
        HttpContext context, StoredObservations stored, IObservationFormat format, string contentType, long after, int? limit)
    {
        var response = context.Response;
        if (limit is { } most)
        {
            var (rows, hasMore) = await stored.ReadPageAsync(after, most, context.RequestAborted);
            Begin(response, contentType);
            if (hasMore)
            {
                response.Headers[NextHeader] = rows[^1].Sequence.ToString(CultureInfo.InvariantCulture);
            }

            format.WriteHeader(response.BodyWriter);
            await WriteAsync(context, format, rows);
            return;
        }

        var hasBegun = false;
        await foreach (var slice in stored.ReadAllAsync(after, context.RequestAborted))
        {
            if (!hasBegun)
            {
                Begin(response, contentType);
                format.WriteHeader(response.BodyWriter);
                hasBegun = true;
            }

            await WriteAsync(context, format, slice);
        }
    }

    private static void Begin(HttpResponse response, string contentType)
    {
        response.ContentType = contentType;
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>Waits for the client where it reads more slowly than the rows are found.</summary>
    private static async Task WriteAsync(HttpContext context, IObservationFormat format, IReadOnlyList<ExportedObservation> rows)
    {
        foreach (var row in rows)
        {
            format.Write(context.Response.BodyWriter, row);
        }

        var flushed = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (flushed.IsCompleted)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
        }
    }
}
