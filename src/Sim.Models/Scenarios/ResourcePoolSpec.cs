using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>A CPU resource pool of an ESXi host.</summary>
public sealed record ResourcePoolSpec
{
    /// <summary>Its name.</summary>
    [Parameter("Name of the pool.")]
    public required string Name { get; init; }

    /// <summary>The pool it is in; empty for the host itself.</summary>
    [Parameter("The pool it is in; not given: the host itself.")]
    public string Parent { get; init; } = "";

    /// <summary>Weight among its siblings.</summary>
    [Parameter("CPU shares of the pool among its siblings: low, normal or high (2000, 4000 or 8000, as a VM of 4 vCPUs) or a number.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.2: pool levels equal a VM of 4 vCPUs")]
    public string Shares { get; init; } = "normal";

    /// <summary>Floor, hertz.</summary>
    [Parameter("CPU the pool is given whenever its VMs want it.", Dimension = Dimension.Frequency, Min = 0, Max = 10_000_000, Unit = "MHz")]
    public double Reservation { get; init; }

    /// <summary>Whether what its VMs reserve beyond its own reservation is reserved in its parent.</summary>
    [Parameter("Expandable reservation: what the VMs and pools in it reserve beyond its own reservation is taken from its parent.",
        Certainty = Certainty.Assumed, Source = "vSphere Resource Management: on by default")]
    public bool Expandable { get; init; } = true;

    /// <summary>Cap, hertz; nothing: none.</summary>
    [Parameter("CPU the pool never exceeds; not given: no cap.", Dimension = Dimension.Frequency, Min = 1, Max = 10_000_000, Unit = "MHz")]
    public double? Limit { get; init; }
}
