using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>What one host offers to VMs.</summary>
public sealed record HostCapacity
{
    [Parameter("Populated CPU sockets.", Min = 1, Max = 16)]
    public required int Sockets { get; init; }

    [Parameter("Physical cores of each CPU.", Min = 1, Max = 1024)]
    public required int CoresPerSocket { get; init; }

    [Parameter("Hardware threads of a core.", Min = 1, Max = 8)]
    public int ThreadsPerCore { get; init; } = 2;

    [Parameter("Memory fitted.", Dimension = Dimension.Bytes, Min = 1, Max = 65536, Unit = "GiB")]
    public required double Memory { get; init; }

    [Parameter("Memory kept by the hypervisor and its services.", Dimension = Dimension.Bytes, Min = 0, Max = 4096, Unit = "GiB",
        Certainty = Certainty.Assumed, Source = "depends on the hypervisor and on vSAN or Ceph; measure")]
    public double MemoryReserved { get; init; } = 8.0 * (1L << 30);

    [Parameter("Usable storage of the host's own drives; absent when storage is outside the host.", Dimension = Dimension.Bytes, Min = 0,
        Max = 16777216, Unit = "GiB")]
    public double? Storage { get; init; }
}
