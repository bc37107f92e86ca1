using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Power;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The hardware of one host.</summary>
public sealed record HostSpec
{
    /// <summary>Name for reports.</summary>
    [Parameter("Name for reports.")]
    public string Name { get; init; } = "host";

    /// <summary>Processors.</summary>
    [Parameter("Processors.")]
    public required CpuParameters Cpu { get; init; }

    /// <summary>Memory.</summary>
    [Parameter("Memory.")]
    public required MemoryParameters Memory { get; init; }

    /// <summary>Local drives.</summary>
    [Parameter("Local drives.")]
    public StorageSpec Storage { get; init; } = new();

    /// <summary>Network port.</summary>
    [Parameter("Network port.")]
    public NicParameters Nic { get; init; } = new();

    /// <summary>Electrical power of the parts.</summary>
    [Parameter("Electrical power of the parts.")]
    public HostPower Power { get; init; } = new();

    /// <summary>A calibration profile whose parameters replace those of drives, idle states and KVM's dispatching.</summary>
    [Parameter("Calibration profile (*.profile.yaml); what it measured replaces parameters of drives and idle states here, and KVM's costs of dispatching.")]
    public string Profile { get; init; } = "";
}
