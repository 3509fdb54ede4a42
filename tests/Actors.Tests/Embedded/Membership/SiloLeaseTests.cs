using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>One tick is a millisecond here.</summary>
public sealed class SiloLeaseTests
{
    private readonly SiloLease _lease = new(new MembershipOptions(), frequency: 1000);

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(0, 900, 3499, true)]
    [InlineData(0, 900, 3500, false)]
    [InlineData(500, 501, 3999, true)]
    [InlineData(500, 501, 4000, false)]
    [InlineData(0, 10_000, 10_000, false)]
    public void Ownership_CountsFromWhenTheRenewalWasSent(long sent, long answered, long asked, bool expected)
    {
        _lease.OnRenewalSent(sent);
        Assert.False(_lease.MayOwn(answered));
        _lease.OnRenewed();
        Assert.Equal(expected, _lease.MayOwn(asked));
    }

    [Fact]
    public void Ownership_BeginsAgain_WithALateRenewal()
    {
        Renew(0);
        Assert.False(_lease.MayOwn(60_000));
        Renew(60_000);
        Assert.True(_lease.MayOwn(63_499));
    }

    [Fact]
    public void Ownership_OfTheDead_NeverComesBack()
    {
        Renew(0);
        _lease.OnDead();
        Assert.False(_lease.MayOwn(1));
        Renew(1000);
        Assert.False(_lease.MayOwn(1001));
        Assert.False(_lease.MayDeclare(10_000));
    }

    [Theory]
    [InlineData("0 1000 2000 3000 4000", 4999, false)]
    [InlineData("0 1000 2000 3000 4000", 5000, true)]
    [InlineData("0 1000 2000 3000 4000", 6000, true)]
    [InlineData("0 1000 2000 3000 4000", 6001, false)]
    [InlineData("0 2000 4000 5000", 5000, true)]
    [InlineData("0 2001 4000 5000", 5000, false)]
    [InlineData("0 2001 4000 5000 6000", 7000, false)]
    [InlineData("0 2001 4000 5000 6000", 7001, true)]
    [InlineData("0 1000 2000 3000 4000 5000 14000 15000 16000 17000 18000", 18_999, false)]
    [InlineData("0 1000 2000 3000 4000 5000 14000 15000 16000 17000 18000", 19_000, true)]
    public void Declaring_NeedsAWholeLeaseWithoutAGap(string renewals, long asked, bool expected)
    {
        foreach (var renewal in renewals.Split(' '))
        {
            Renew(long.Parse(renewal));
        }

        Assert.Equal(expected, _lease.MayDeclare(asked));
    }

    [Fact]
    public void Renewed_WithoutASentRenewal_IsABug() => Assert.Throws<InvalidOperationException>(_lease.OnRenewed);

    private void Renew(long now)
    {
        _lease.OnRenewalSent(now);
        _lease.OnRenewed();
    }
}
