namespace Sim.Reporting.Charts;

/// <summary>An axis: what is plotted and its unit, e.g. ("Latency", "ms") or ("Density", "VMs per host").</summary>
public sealed record ChartAxis(string Title, string Unit)
{
    /// <summary>The text beside the axis: "Latency (ms)".</summary>
    public string Label => $"{Title} ({Unit})";

    /// <summary>The column header in CSV: "latency [ms]".</summary>
    public string CsvHeader => $"{Title.ToLowerInvariant()} [{Unit}]";
}
