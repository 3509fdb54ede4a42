using System.Runtime.CompilerServices;

namespace Berlin.Actors.Tests.Grains;

public interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int to, int failAt);

    IAsyncEnumerable<int[]> RowsAsync(int count);

    IAsyncEnumerable<int> EndlessAsync(string ended, CancellationToken cancellationToken);

    Task<int> EchoAsync(int value);
}

public class SequenceGrain : Grain, ISequenceGrain
{
    private readonly int[] _row = [1];

    public async IAsyncEnumerable<int> CountAsync(int to, int failAt)
    {
        for (var number = 0; number < to; number++)
        {
            if (number == failAt)
            {
                throw new InvalidOperationException("enough");
            }

            await Task.Yield();
            yield return number;
        }
    }

    public async IAsyncEnumerable<int[]> RowsAsync(int count)
    {
        for (var row = 0; row < count; row++)
        {
            await Task.Yield();
            yield return _row;
        }
    }

    public async IAsyncEnumerable<int> EndlessAsync(string ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
            {
                await Task.Yield();
                yield return number;
            }
        }
        finally
        {
            _ = Gates.Of(ended).PassAsync();
        }
    }

    public Task<int> EchoAsync(int value) => Task.FromResult(value);
}
