namespace Sim.Reporting.Charts;

/// <summary>An observation over simulated time, as Welch looks at it: bins, a moving average, and where the warm-up ends.</summary>
public sealed record WarmUpChart : Chart
{
    /// <summary>Bins on either side that the moving average takes in; fewer near the ends, so that it stays centred.</summary>
    public const int Reach = 10;

    /// <summary>A second line under the title: what was observed, how many replications.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What is observed, e.g. ("Mean response time", "ms").</summary>
    public required ChartAxis Observation { get; init; }

    /// <summary>Width of a bin, seconds, above 0.</summary>
    public required double BinSeconds { get; init; }

    /// <summary>One mean a bin from time zero, averaged over replications; 1 or more.</summary>
    public required ImmutableArray<double> Bins { get; init; }

    /// <summary>Where measuring began, seconds.</summary>
    public required double WarmUpSeconds { get; init; }

    /// <summary>Where MSER-5 would begin, seconds; null when it found no cut.</summary>
    public double? SuggestedSeconds { get; init; }

    /// <inheritdoc/>
    public override ChartArtifact Render() => ToLineChart().Render();

    /// <summary>The same picture as a general line chart.</summary>
    /// <exception cref="ArgumentException">No bins.</exception>
    public LineBandChart ToLineChart()
    {
        if (Bins.IsDefaultOrEmpty)
            throw Fault($"no bins: nothing to draw.");
        return new LineBandChart
        {
            Name = Name,
            Finding = Finding,
            Source = Source,
            AltText = AltText,
            Subtitle = Subtitle,
            XAxis = new ChartAxis("Simulated time", "s"),
            YAxis = Observation,
            Series =
            [
                new BandSeries { Name = "moving average", Style = 0, Role = SeriesRole.Reference, Points = Points(Smoothed(Bins)) },
                new BandSeries { Name = $"mean of a bin of {NumberText.Significant(BinSeconds)} s", Style = 0, Role = SeriesRole.Points, Points = Points(Bins) },
            ],
            Positions = Lines(),
            Scale = AxisScale.Linear,
        };
    }

    /// <summary>Welch's moving average: centred, with a reach that shrinks to what there is on the nearer side.</summary>
    public static ImmutableArray<double> Smoothed(ImmutableArray<double> bins)
    {
        var smoothed = ImmutableArray.CreateBuilder<double>(bins.Length);
        for (var i = 0; i < bins.Length; i++)
        {
            var reach = Math.Min(Reach, Math.Min(i, bins.Length - 1 - i));
            var sum = 0.0;
            for (var j = i - reach; j <= i + reach; j++)
                sum += bins[j];
            smoothed.Add(sum / ((2 * reach) + 1));
        }

        return smoothed.MoveToImmutable();
    }

    private ImmutableArray<PositionLine> Lines()
    {
        var declared = new PositionLine(WarmUpSeconds, $"measured from {NumberText.Tick(WarmUpSeconds)} s", IsEmphasised: true);
        return SuggestedSeconds is { } cut ? [declared, new PositionLine(cut, $"MSER-5 cut {NumberText.Tick(cut)} s")] : [declared];
    }

    private ImmutableArray<BandPoint> Points(ImmutableArray<double> values) =>
        [.. values.Select((value, i) => new BandPoint((i + 0.5) * BinSeconds, value))];
}
