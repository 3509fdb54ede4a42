using System.Text;
using Berlin.Storage.Artifacts;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>For suites about versions: models, artifacts that stand for a text, and versions made of them.</summary>
public abstract class VersionedModels : StorageConformance
{
    protected const int Many = 1_000;

    protected static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    protected static readonly TimeSpan TakeOver = TimeSpan.FromMinutes(10);

    /// <summary>The time as rows have it.</summary>
    protected DateTimeOffset Now => new(Storage.Time.Now.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    protected static ArtifactDigest Digest(string content) => ArtifactDigest.Of(Encoding.UTF8.GetBytes(content));

    protected async Task TouchAsync(params string[] contents)
    {
        foreach (var content in contents)
        {
            Assert.True(await Storage.ArtifactRows.TouchAsync(Digest(content), content.Length, Cancel));
        }
    }

    /// <summary>A version whose files, <c>file-0</c> and on, have these contents.</summary>
    protected static NewVersion New(StreamKey model, params string[] contents) => new()
    {
        Tenant = model.Tenant,
        Model = model.Model,
        Runtime = "onnx",
        Manifest = """{"runtime":"onnx"}""",
        Files = [.. contents.Select((content, index) => new VersionFile($"file-{index}", Digest(content)))],
        CreatedBy = "key-1",
    };

    /// <summary>Registers a version as an upload does.</summary>
    protected async Task<VersionSummary> RegisterAsync(StreamKey model, params string[] contents)
    {
        await TouchAsync(contents);
        var registration = await Storage.Versions.RegisterAsync(New(model, contents), Many, Cancel);
        Assert.Equal(VersionRegisterVerdict.Registered, registration.Verdict);
        return registration.Version!;
    }

    protected static AliasKey Alias(StreamKey model, string name = "champion") => new(model.Tenant, model.Model, name);

    /// <summary>Sets an alias, whatever its revision is now.</summary>
    protected async Task<StoredAlias> SetAsync(AliasKey alias, long number)
    {
        var current = await Storage.Aliases.FindAsync(alias, Cancel);
        var write = await Storage.Aliases.SetAsync(alias, number, current?.Revision ?? 0, "key-1", Many, Cancel);
        Assert.Equal(AliasWriteVerdict.Written, write.Verdict);
        return write.Alias!;
    }

    protected async Task<long[]> NumbersAsync(StreamKey model) =>
        [.. (await Storage.Versions.ListAsync(model.Tenant, model.Model, null, Many, Cancel)).Select(version => version.Number)];

    protected static VersionKey Key(StreamKey model, long number) => new(model.Tenant, model.Model, number);
}
