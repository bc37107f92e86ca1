namespace Sim.Reporting.Charts;

/// <summary>A metric at one density.</summary>
/// <param name="VmsPerHost">VMs on one host, more than zero.</param>
/// <param name="Value">Estimate, in the chart's unit.</param>
/// <param name="Low">Lower end of its interval; NaN without one.</param>
/// <param name="High">Upper end of its interval; NaN without one.</param>
public readonly record struct DensityPoint(double VmsPerHost, double Value, double Low = double.NaN, double High = double.NaN)
{
    internal BandPoint ToBandPoint() => new(VmsPerHost, Value, Low, High);
}
