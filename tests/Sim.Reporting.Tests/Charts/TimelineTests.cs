using System.Collections.Immutable;
using Sim.Reporting.Charts;
using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Tests.Charts;

public sealed class TimelineTests
{
    [Fact]
    public void A_column_goes_to_what_has_most_of_it()
    {
        // Ten columns of 1 ms. Half a microsecond of switching between two turns of one world vanishes; 0.6 ms of waiting does not.
        var bars = Bars((0, 2.4, TimelineTone.Running), (2.4, 2.4005, TimelineTone.Overhead), (2.4005, 5.2, TimelineTone.Running), (5.2, 5.8, TimelineTone.Ready), (5.8, 7, TimelineTone.Running));
        Assert.Equal(
            [(0, 4, TimelineTone.Running), (5, 5, TimelineTone.Ready), (6, 6, TimelineTone.Running)],
            BarColumns.Of(bars, 10, 10).Select(run => (run.First, run.Last, run.Bar.Tone)));
    }

    [Fact]
    public void A_short_bar_that_stands_alone_is_seen_and_a_dense_row_is_not_made_solid()
    {
        // At 20 ms a bar of a microsecond: one column. From 40 ms a bar of 0.1 ms in every column of 1 ms: every third column at most.
        var bars = Bars([(20.2, 20.201, TimelineTone.HostThread), .. Enumerable.Range(40, 30).Select(i => (i + 0.3, i + 0.4, TimelineTone.HostThread))]);
        var columns = BarColumns.Of(bars, 100, 100);
        Assert.Equal((20, 20), (columns[0].First, columns[0].Last));
        Assert.Equal(10, columns.Length - 1);
    }

    [Fact]
    public void Every_tone_has_a_look_of_its_own()
    {
        var tones = Enum.GetValues<TimelineTone>().Where(tone => tone is not (TimelineTone.None or TimelineTone.Stage)).Select(ToneStyle.Of).ToList();
        Assert.Equal(tones.Count, tones.Select(style => style.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(tones.Count, tones.Select(style => (style.Fill, style.Hatch)).Distinct().Count());
        // In grey: of two with one hatch the lightness differs by a tenth of the scale at least.
        foreach (var (one, other) in tones.SelectMany((one, i) => tones.Skip(i + 1).Select(other => (one, other))).Where(pair => pair.one.Hatch == pair.other.Hatch))
            Assert.True(Math.Abs(Lightness(one) - Lightness(other)) >= 25, $"{one.Name} and {other.Name}");

        static double Lightness(ToneStyle style) => (0.2126 * style.Fill.R) + (0.7152 * style.Fill.G) + (0.0722 * style.Fill.B);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void An_axis_without_length_is_refused(double end) =>
        Assert.Contains("time axis", Assert.Throws<ArgumentException>(() => (SampleCharts.Timeline with { End = end }).Render()).Message, StringComparison.Ordinal);

    [Fact]
    public void Bars_out_of_order_and_too_many_rows_are_refused()
    {
        var lane = new TimelineLane("a", Bars((2, 3, TimelineTone.Running), (1, 2, TimelineTone.Running)));
        Assert.Contains("row 'a': the bar from 1 to 2", Assert.Throws<ArgumentException>(() => (SampleCharts.Timeline with { Lanes = [lane] }).Render()).Message, StringComparison.Ordinal);
        Assert.Contains("19 rows", Assert.Throws<ArgumentException>(() => (SampleCharts.Timeline with { Lanes = [.. Enumerable.Range(0, 19).Select(i => new TimelineLane($"{i}", []))] }).Render()).Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<TimelineBar> Bars(params (double From, double To, TimelineTone Tone)[] bars) => [.. bars.Select(bar => new TimelineBar(bar.From, bar.To, bar.Tone))];
}
