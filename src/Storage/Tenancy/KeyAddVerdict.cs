namespace Berlin.Storage.Tenancy;

/// <summary>What became of a new key.</summary>
public enum KeyAddVerdict
{
    /// <summary>Stored.</summary>
    Added,

    /// <summary>There is no such tenant; nothing changed.</summary>
    TenantNotFound,

    /// <summary>The owner has as many valid keys as it may; nothing changed.</summary>
    TooManyKeys,
}
