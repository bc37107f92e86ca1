using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Charts;

/// <summary>What every chart says about itself, whatever it draws.</summary>
public abstract record Chart
{
    /// <summary>File name without extension: lower-case letters, digits and hyphens, e.g. "latency-density".</summary>
    public required string Name { get; init; }

    /// <summary>The finding, as a sentence: "KVM holds 34 of these VMs at 20 ms, ESXi 38".</summary>
    public required string Finding { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required ChartSource Source { get; init; }

    /// <summary>Description for readers who cannot see the picture; a plain one is written from the data when absent.</summary>
    public string? AltText { get; init; }

    /// <summary>Draws the chart.</summary>
    /// <exception cref="ArgumentException">The data cannot be drawn: a series without points, a number that is not finite, ...</exception>
    public abstract ChartArtifact Render();

    private protected void CheckHeading()
    {
        if (!FileName.IsSafe(Name))
            throw new ArgumentException($"Chart name '{Name}' must be lower-case letters, digits and hyphens: it becomes a file name.");
        if (string.IsNullOrWhiteSpace(Finding))
            throw Fault($"no finding; its title must say what the picture shows.");
        if (string.IsNullOrWhiteSpace(Source.Scenario) || Source.Truth.IsDefaultOrEmpty)
            throw Fault($"the source must name its scenario and at least one truth label.");
    }

    private protected ArgumentException Fault(FormattableString what) => new($"Chart '{Name}': {FormattableString.Invariant(what)}");

    private protected static string Bounded(double low, double high) =>
        double.IsFinite(low) && double.IsFinite(high) ? $"{NumberText.Significant(low)} to {NumberText.Significant(high)}" : "no interval";
}
