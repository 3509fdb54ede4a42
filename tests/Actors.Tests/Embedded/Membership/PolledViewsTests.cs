using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Clustering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class PolledViewsTests : IDisposable
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly InMemoryMembershipTable _table = new(TimeProvider.System, new MembershipOptions());
    private PolledViews? _views;

    public void Dispose() => _views?.Dispose();

    [Fact]
    public async Task Change_IsFoundByLooking_WhereNobodyTellsOfIt()
    {
        var views = Open(TimeSpan.FromMilliseconds(20));
        Join("silo-1");
        await Eventually.IsSoAsync(() => views.Current.Version == 1);
        Join("silo-2");
        await Eventually.IsSoAsync(() => views.Current.Version == 2);
    }

    [Fact]
    public async Task Change_ThatIsToldOf_IsReadAtOnce_AndToldOn()
    {
        var views = Open(Never);
        await views.RefreshAsync(1).WaitAsync(Bound);
        var changed = new TaskCompletionSource();
        views.Changed += () => changed.TrySetResult();
        Join("silo-1");

        views.Hear(1);

        await changed.Task.WaitAsync(Bound);
        Assert.Equal(1, views.Current.Version);
    }

    [Fact]
    public async Task Refresh_WhileTheTableIsAway_EndsWithTheLastKnownView()
    {
        Join("silo-1");
        var views = Open(Never);
        await views.RefreshAsync(1).WaitAsync(Bound);
        _table.IsAway = true;
        await views.RefreshAsync(2).WaitAsync(Bound);
        Assert.Equal(1, views.Current.Version);

        _table.IsAway = false;
        Join("silo-2");
        await views.RefreshAsync(2).WaitAsync(Bound);
        Assert.Equal(2, views.Current.Members.Length);
    }

    [Fact]
    public async Task Refresh_ToAVersionThatIsKnown_LooksNowhere()
    {
        Join("silo-1");
        var views = Open(Never);
        await views.RefreshAsync(1).WaitAsync(Bound);
        _table.IsAway = true;
        Assert.True(views.RefreshAsync(1).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DatabaseThatWasSetBack_IsBelieved()
    {
        var restored = new SetBackTable(_table);
        Join("silo-1");
        Join("silo-2");
        using var views = new PolledViews(restored, new MembershipOptions { PollPeriod = TimeSpan.FromMilliseconds(20) }, NullLogger<PolledViews>.Instance);
        views.Start();
        await Eventually.IsSoAsync(() => views.Current.Version == 2);
        restored.IsSetBack = true;
        await Eventually.IsSoAsync(() => views.Current.Version == 1);
    }

    private PolledViews Open(TimeSpan period)
    {
        _views = new PolledViews(_table, new MembershipOptions { PollPeriod = period }, NullLogger<PolledViews>.Instance);
        _views.Start();
        return _views;
    }

    private void Join(string name) => _table.Join(new SiloDescription(name, string.Empty, null, SiloDescription.NoMetadata));

    private sealed class SetBackTable(InMemoryMembershipTable table) : IMembershipTable
    {
        public bool IsSetBack { get; set; }

        public ClusterView Read() => table.Read() is var view && IsSetBack ? new ClusterView(view.Version - 1, [view.Members[0]]) : view;

        public JoinResult Join(SiloDescription silo) => throw new NotSupportedException();

        public ChangeResult Activate(SiloIdentity silo) => throw new NotSupportedException();

        public RenewalResult Renew(SiloIdentity silo) => throw new NotSupportedException();

        public ChangeResult BeginLeaving(SiloIdentity silo) => throw new NotSupportedException();

        public void Leave(SiloIdentity silo) => throw new NotSupportedException();

        public System.Collections.Immutable.ImmutableArray<SiloIdentity> DeclareDead(SiloIdentity by) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
