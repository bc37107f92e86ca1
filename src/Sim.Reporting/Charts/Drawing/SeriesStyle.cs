using OxyPlot;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Colour, marker and dash of one curve: never colour alone.</summary>
internal sealed record SeriesStyle(OxyColor Color, MarkerType Marker, ImmutableArray<double> Dashes)
{
    // Okabe and Ito, "Color Universal Design" (2008): distinguishable with the common colour-vision deficiencies.
    // Yellow is left out, it vanishes on paper. Neighbours also differ in lightness.
    private static readonly ImmutableArray<SeriesStyle> Styles =
    [
        new(OxyColor.FromRgb(0x00, 0x72, 0xB2), MarkerType.Circle, []),
        new(OxyColor.FromRgb(0xD5, 0x5E, 0x00), MarkerType.Square, [9, 4]),
        new(OxyColor.FromRgb(0x00, 0x9E, 0x73), MarkerType.Triangle, [12, 4, 3, 4]),
        new(OxyColor.FromRgb(0xCC, 0x79, 0xA7), MarkerType.Diamond, [4, 3]),
        new(OxyColor.FromRgb(0x00, 0x00, 0x00), MarkerType.Circle, [16, 5]),
        new(OxyColor.FromRgb(0xE6, 0x9F, 0x00), MarkerType.Square, [3, 3, 9, 3]),
        new(OxyColor.FromRgb(0x56, 0xB4, 0xE9), MarkerType.Triangle, [16, 4, 3, 4, 3, 4]),
    ];

    public static int Count => Styles.Length;

    public static SeriesStyle Of(int index) => Styles[index];

    /// <summary>KVM is always style 0 and ESXi style 1, in every chart of a report; others take what is left, in order.</summary>
    public static ImmutableArray<int> ForHypervisors(IEnumerable<string> names)
    {
        var given = names.ToImmutableArray();
        if (given.Length > Count)
            throw new ArgumentException($"A chart can tell at most {Count} hypervisors apart, not {given.Length}.");

        var free = new SortedSet<int>(Enumerable.Range(0, Count));
        var styles = new int[given.Length];
        Array.Fill(styles, -1);
        for (var i = 0; i < given.Length; i++)
        {
            var usual = given[i].Contains("kvm", StringComparison.OrdinalIgnoreCase) ? 0
                : given[i].Contains("esx", StringComparison.OrdinalIgnoreCase) ? 1 : -1;
            if (usual >= 0 && free.Remove(usual))
                styles[i] = usual;
        }

        for (var i = 0; i < given.Length; i++)
        {
            if (styles[i] >= 0)
                continue;
            // Styles 0 and 1 mean KVM and ESXi to a reader, so a third name takes them last.
            styles[i] = free.Where(s => s >= 2).DefaultIfEmpty(free.Min).First();
            free.Remove(styles[i]);
        }

        return [.. styles];
    }
}
