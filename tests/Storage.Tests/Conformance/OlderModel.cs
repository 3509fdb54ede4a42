using Berlin.Storage.Artifacts;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>A model whose rows were written before there were versions.</summary>
internal static class OlderModel
{
    /// <summary>It takes a version, and goes with it.</summary>
    public static async Task RegisterAndDeleteAsync(IVersionStore versions, IArtifactRows artifacts, IModelStore models, StreamKey model)
    {
        var digest = ArtifactDigest.Of("weights"u8);
        Assert.True(await artifacts.TouchAsync(digest, 7, default));
        var version = new NewVersion
        {
            Tenant = model.Tenant,
            Model = model.Model,
            Runtime = "onnx",
            Manifest = "{}",
            Files = [new VersionFile("model.onnx", digest)],
            CreatedBy = "key-1",
        };
        var registered = (await versions.RegisterAsync(version, 1, default)).Version!;

        Assert.Equal(1, registered.Number);
        Assert.Equal(registered, (await versions.FindAsync(registered.Key, default))!.Summary);
        Assert.NotNull(await models.DeleteAsync(model.Tenant, model.Model, default));
        Assert.Null(await versions.FindAsync(registered.Key, default));
        Assert.NotNull((await artifacts.FindAsync(digest, default))!.UnnamedSince);
    }
}
