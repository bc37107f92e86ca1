namespace Sim.Planning.Sizing;

/// <summary>How many VMs are wanted in one month, with bands of the forecast.</summary>
/// <param name="Month">Months from today, 0 or more.</param>
/// <param name="Median">VMs, half the futures on each side.</param>
/// <param name="Low80">Lower end of the 80 % band, VMs.</param>
/// <param name="High80">Upper end of the 80 % band, VMs.</param>
/// <param name="Low95">Lower end of the 95 % band, VMs.</param>
/// <param name="High95">Upper end of the 95 % band, VMs.</param>
public readonly record struct DemandMonth(int Month, double Median, double Low80, double High80, double Low95, double High95)
{
    /// <summary>VMs at one level of risk.</summary>
    public double At(DemandRisk risk) => risk switch
    {
        DemandRisk.Median => Median,
        DemandRisk.Upper80 => High80,
        DemandRisk.Upper95 => High95,
        _ => throw new ArgumentOutOfRangeException(nameof(risk), risk, "unknown risk"),
    };

    /// <summary>A month without uncertainty.</summary>
    public static DemandMonth Certain(int month, double vms) => new(month, vms, vms, vms, vms, vms);
}
