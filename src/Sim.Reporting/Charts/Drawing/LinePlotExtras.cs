namespace Sim.Reporting.Charts.Drawing;

/// <summary>What a special line chart adds to the general one.</summary>
internal sealed record LinePlotExtras
{
    public static readonly LinePlotExtras None = new();

    public Action<PlotArea>? Under { get; init; }

    public Action<PlotArea>? Over { get; init; }

    public ImmutableArray<LegendEntry> Legend { get; init; } = [];

    /// <summary>Labels in the right margin without a line of their own.</summary>
    public ImmutableArray<LimitLine> MarginNotes { get; init; } = [];

    public Func<double, string>? XTick { get; init; }

    public double XStep { get; init; } = double.NaN;

    /// <summary>Largest value that the extras draw: the y axis must reach it.</summary>
    public double Highest { get; init; } = double.NegativeInfinity;
}
