using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The CPUs of one vCPU, as libvirt's <c>vcpupin</c> sets them.</summary>
public sealed record VcpuPinSpec
{
    /// <summary>Which vCPU.</summary>
    [Parameter("Number of the vCPU, from 0.", Min = 0, Max = 767)]
    public required int Vcpu { get; init; }

    /// <summary>Its CPUs, as a CPU list.</summary>
    [Parameter("CPUs that it may run on, e.g. 0-3,8,^2.")]
    public required string Cpus { get; init; }
}
