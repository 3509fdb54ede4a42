namespace Berlin.Storage.Tenancy;

/// <summary>What became of a change of a tenant's name.</summary>
public enum TenantRenameVerdict
{
    /// <summary>It has the new name, and so has all that is its.</summary>
    Renamed,

    /// <summary>There is no tenant of the old name; nothing changed.</summary>
    NotFound,

    /// <summary>There is a tenant of the new name; nothing changed.</summary>
    NameTaken,
}
