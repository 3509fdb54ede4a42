namespace Berlin.Actors.Clustering;

/// <summary>The membership table does not answer. Whether the call had an effect is unknown; it may be repeated.</summary>
internal sealed class MembershipTableException : Exception
{
    public MembershipTableException()
        : base("The membership table is away.")
    {
    }

    public MembershipTableException(string message)
        : base(message)
    {
    }

    public MembershipTableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
