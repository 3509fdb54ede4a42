namespace Berlin.Storage;

/// <summary>Hands out numbers that are never handed out twice, so that each start of a silo has an identity of its own.</summary>
public interface INodeGenerations
{
    /// <summary>The next number, committed before it is returned.</summary>
    Task<long> NextAsync(CancellationToken cancellationToken);
}
