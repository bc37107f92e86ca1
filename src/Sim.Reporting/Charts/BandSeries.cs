namespace Sim.Reporting.Charts;

/// <summary>One curve with its interval band.</summary>
public sealed record BandSeries
{
    /// <summary>Name in the legend, unique in the chart.</summary>
    public required string Name { get; init; }

    /// <summary>At least one point, X not decreasing.</summary>
    public required ImmutableArray<BandPoint> Points { get; init; }

    /// <summary>How loudly it is drawn.</summary>
    public SeriesRole Role { get; init; } = SeriesRole.Primary;

    /// <summary>Colour, marker and dash, 0 to 6; series of one number share them. By default the position among the series.</summary>
    public int? Style { get; init; }
}
