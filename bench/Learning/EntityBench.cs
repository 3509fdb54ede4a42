using System.Buffers;

namespace Berlin.Learning.Bench;

/// <summary>What entity learners hold after some rows, and what making one again costs.</summary>
/// <param name="Rows">Rows that each learned.</param>
/// <param name="HeldBytes">Bytes on the heap for each, everything counted but the model's config.</param>
/// <param name="MemoryBytes">What a learner says that it holds.</param>
/// <param name="StateBytes">Length of its state.</param>
/// <param name="Cells">Pairs of a key and a class that it counted.</param>
/// <param name="RebuildMicroseconds">Processor time of learning its rows from JSON.</param>
/// <param name="ReadMicroseconds">Processor time of taking over its state.</param>
/// <param name="EvidenceMicroseconds">Processor time of the evidence for a row.</param>
internal sealed record EntityCosts(
    int Rows, double HeldBytes, double MemoryBytes, double StateBytes, double Cells, double RebuildMicroseconds, double ReadMicroseconds, double EvidenceMicroseconds);

/// <summary>Measures entity learners on bookings that follow one another; of many cards, so that words and accounts repeat less than an entity's own.</summary>
internal sealed class EntityBench(IReadOnlyList<Booking> bookings)
{
    private static readonly OnlineClassifierConfig Config = new()
    {
        Features = [new TextFeature("text", new NgramRange(1, 2), Characters: null), new NumberFeature("amount")],
        Columns = new ColumnsConfig(ColumnMode.Vocabulary, ColumnsConfig.DefaultMax),
        Learner = new LearnerConfig(LearnerTypes.MultinomialNaiveBayes),
        MaxClasses = 1_000,
        Entities = true,
    };

    /// <summary>Makes so many learners of so many rows each.</summary>
    public EntityCosts Measure(int rows, int learners)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Environment.CpuUsage.TotalTime;
        var made = Enumerable.Range(0, learners).Select(i => Learn(i, rows)).ToArray();
        var rebuild = Environment.CpuUsage.TotalTime - started;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var states = made.Select(StateOf).ToArray();

        started = Environment.CpuUsage.TotalTime;
        Array.ForEach(states, state => EntityLearner.Read(Config, state));
        var read = Environment.CpuUsage.TotalTime - started;

        started = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < learners; i++)
        {
            made[i].Evidence(Row(i, rows).Features);
        }

        var evidence = Environment.CpuUsage.TotalTime - started;
        return new EntityCosts(
            rows,
            (double)held / learners,
            made.Average(learner => learner.MemoryBytes),
            states.Average(state => state.Length),
            made.Average(learner => learner.CellCount),
            rebuild.TotalMicroseconds / learners,
            read.TotalMicroseconds / learners,
            evidence.TotalMicroseconds / learners);
    }

    private static byte[] StateOf(EntityLearner learner)
    {
        var output = new ArrayBufferWriter<byte>();
        learner.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private EntityLearner Learn(int learner, int rows)
    {
        var entity = new EntityLearner(Config);
        for (var i = 0; i < rows; i++)
        {
            var booking = Row(learner, i);
            entity.Learn(booking.Features, booking.Account);
        }

        return entity;
    }

    /// <summary>Learners start at places of their own, so that they do not share what they learn.</summary>
    private Booking Row(int learner, int row) => bookings[((learner * 977) + row) % bookings.Count];
}
