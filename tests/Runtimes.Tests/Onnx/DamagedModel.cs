namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Damages files as disks, networks and attackers do.</summary>
internal static class DamagedModel
{
    private static readonly byte[] Edges = [0, 1, 2, 0x10, 0x40, 0x7f, 0x80, 0xff];

    /// <summary>A copy of a model with one to four faults: flipped bits, set bytes, cut, doubled or moved pieces; at times only its beginning.</summary>
    public static byte[] Make(byte[] model, Random random)
    {
        var damaged = model.ToList();
        for (var faults = random.Next(3) == 0 ? 1 + random.Next(4) : 1; faults > 0 && damaged.Count > 1; faults--)
        {
            var place = random.Next(damaged.Count);
            var length = Math.Min(1 + random.Next(8), damaged.Count - place);
            switch (random.Next(7))
            {
                case 0 or 1: damaged[place] ^= (byte)(1 << random.Next(8)); break;
                case 2: damaged[place] = Edges[random.Next(Edges.Length)]; break;
                case 3: damaged.RemoveRange(place, length); break;
                case 4: damaged.InsertRange(place, damaged.GetRange(place, length)); break;
                case 5: damaged.InsertRange(random.Next(damaged.Count), damaged.GetRange(place, length)); break;
                default: damaged.RemoveRange(place, random.Next(4) == 0 ? damaged.Count - place : 1); break;
            }
        }

        return [.. damaged];
    }
}
