using Sim.Models.Parameters;

namespace Sim.Planning.Cost;

/// <summary>Moving today's VMs from another alternative to this one.</summary>
public sealed record MigrationSpec
{
    [Parameter("The alternative that runs the VMs today.")]
    public required string From { get; init; }

    [Parameter("Price line of moving one VM.")]
    public string PerVm { get; init; } = "migration-per-vm";

    [Parameter("Months during which the other platform is paid for as well.", Dimension = Dimension.Months, Min = 0, Max = 60, Unit = "months",
        Certainty = Certainty.Assumed, Source = "depends on the waves and on the signed term; 18 to 48 months are reported for large estates")]
    public double DualRunning { get; init; } = 12;
}
