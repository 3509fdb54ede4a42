using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>Which certificates a silo may show: the one that is configured, or one that it signed. Names do not matter: silos are reached by addresses.</summary>
internal static class PeerCertificate
{
    public static bool IsTrusted(X509Certificate? shown, X509Certificate2 trusted)
    {
        if (shown is null)
        {
            return false;
        }

        var rawTrusted = trusted.RawData;
        if (CryptographicOperations.FixedTimeEquals(shown.GetRawCertData(), rawTrusted))
        {
            return true;
        }

        using var leaf = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        using var root = X509CertificateLoader.LoadCertificate(rawTrusted);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
