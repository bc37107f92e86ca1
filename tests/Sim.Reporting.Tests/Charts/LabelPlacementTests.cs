using System.Collections.Immutable;
using CsCheck;
using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Tests.Charts;

public sealed class LabelPlacementTests
{
    [Fact]
    public void Far_labels_share_the_lowest_lane() =>
        Assert.Equal([0, 0], LabelLanes.Place([(100, 80), (400, 80)], 0, 1000).Select(p => p.Lane));

    [Fact]
    public void Close_labels_take_lanes_or_sides()
    {
        var placed = LabelLanes.Place([(500, 80), (520, 80)], 0, 1000);
        // The left one goes to the left of its line: no second lane is needed.
        Assert.Equal([0, 0], placed.Select(p => p.Lane));
        Assert.Equal(500 - 4 - 80, placed[0].Left);
        Assert.Equal(520 + 4, placed[1].Left);
    }

    [Fact]
    public void No_text_lies_on_a_text_or_on_a_passing_line() =>
        Gen.Select(Gen.Double[100, 1000], Gen.Double[30, 250]).Array[1, 6].Sample(labels =>
        {
            ImmutableArray<(double X, double Width)> given = [.. labels];
            var placed = LabelLanes.Place(given, 24, 1176);
            for (var i = 0; i < placed.Length; i++)
            {
                for (var j = 0; j < placed.Length; j++)
                {
                    if (i == j)
                        continue;
                    var apart = placed[i].Left + given[i].Width < placed[j].Left || placed[j].Left + given[j].Width < placed[i].Left;
                    if (placed[i].Lane == placed[j].Lane && !apart)
                        return false;
                }
            }

            return placed.Zip(given).All(p => p.First.Left >= 24 && p.First.Left + p.Second.Width <= 1176);
        });

    [Fact]
    public void Margin_labels_do_not_overlap() =>
        Gen.Double[0, 500].Array[1, 10].Sample(middles =>
        {
            var tops = LabelColumn.Place([.. middles.Select(m => (m, 20.0))], 0, 500).Order().ToList();
            return tops[0] >= -1e-9 && tops[^1] <= 480 + 1e-9 && tops.Zip(tops.Skip(1)).All(p => p.Second - p.First >= 20 - 1e-9);
        });
}
