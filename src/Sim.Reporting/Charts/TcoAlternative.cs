namespace Sim.Reporting.Charts;

/// <summary>One bar of a <see cref="TcoStackedChart"/>.</summary>
public sealed record TcoAlternative
{
    /// <summary>Name under the bar: "KVM, 9 hosts".</summary>
    public required string Name { get; init; }

    /// <summary>Cost lines from the bottom up; a line of the same name has the same look in every bar.</summary>
    public required ImmutableArray<CostLine> Lines { get; init; }

    /// <summary>Lower end of the interval of the total; NaN without one.</summary>
    public double Low { get; init; } = double.NaN;

    /// <summary>Upper end of the interval of the total; NaN without one.</summary>
    public double High { get; init; } = double.NaN;

    /// <summary>Sum of the lines.</summary>
    public double Total => Lines.Sum(l => l.Amount);
}
