namespace Berlin.Planting;

/// <summary>The fence of the observation log on PostgreSQL, with what can be wrong with it.</summary>
internal static class PlantedFences
{
    private const string Compared = " AND s.epoch = l.epoch AND s.owner = l.owner AND s.head = l.head";

    /// <summary>The statement with the bug that the process has.</summary>
    /// <param name="fence">The statement that would run.</param>
    /// <param name="waiting">The same without SKIP LOCKED, which needs a lock to skip.</param>
    public static string Plant(string fence, string waiting)
    {
        fence = PlantedBugs.Rewrite(PlantedBug.NoEpochPredicate, fence, Compared, " AND s.owner = l.owner AND s.head = l.head");
        fence = PlantedBugs.Rewrite(PlantedBug.NoOwnerPredicate, fence, Compared, " AND s.epoch = l.epoch AND s.head = l.head");
        if (!PlantedBugs.Is(PlantedBug.EpochReadWithoutLock))
        {
            return fence;
        }

        fence = PlantedBugs.Rewrite(
            PlantedBug.EpochReadWithoutLock, waiting, "ORDER BY s.id FOR NO KEY UPDATE OF s", "AND s.epoch = w.epoch AND s.owner = w.owner AND s.head = w.head");
        return PlantedBugs.Rewrite(PlantedBug.EpochReadWithoutLock, fence, Compared, string.Empty);
    }
}
