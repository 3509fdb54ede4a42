using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Storage;
using Berlin.Storage.Blobs;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Models;

/// <summary>Removes models with everything that belongs to them, and ends what is loaded of them.</summary>
internal sealed class ModelRemoval(IModelStore models, IBlobStore blobs, IJobFiles jobFiles, IGrainFactory grains)
{
    /// <summary>Removes a model; false where there is none.</summary>
    public async Task<bool> DeleteModelAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        if (await models.DeleteAsync(stream.Tenant, stream.Model, cancellationToken) is not { } files)
        {
            return false;
        }

        await DeleteFilesAsync(files, cancellationToken);
        await EndAsync(stream, cancellationToken);
        return true;
    }

    /// <summary>Deletes the files whose rows are gone.</summary>
    public async Task DeleteFilesAsync(DeletedFiles files, CancellationToken cancellationToken)
    {
        foreach (var name in files.BlobNames)
        {
            await blobs.DeleteAsync(name, cancellationToken);
        }

        foreach (var job in files.JobIds)
        {
            await jobFiles.DeleteAsync(job, cancellationToken);
        }
    }

    /// <summary>Ends the trainer and the head of a model that is gone, or has another name now. The fence has ended them already; this frees what they hold.</summary>
    public async Task EndAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        var key = Names.ModelKey(stream.Tenant, stream.Model);
        await EndAsync(grains.GetGrain<ITrainerGrain>(key).ReloadAsync(cancellationToken));
        await EndAsync(grains.GetGrain<ILiveHeadGrain>(key).ReloadAsync(cancellationToken));
    }

    private static async Task EndAsync(Task reload)
    {
        try
        {
            await reload;
        }
        catch (BerlinException exception) when (exception.Code is ErrorCodes.ModelNotFound or ErrorCodes.TrainerMoved)
        {
            // It was not loaded, or has ended by itself.
        }
    }
}
