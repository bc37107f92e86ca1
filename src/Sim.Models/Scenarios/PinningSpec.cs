using System.Collections.Immutable;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>Where the threads and the memory of one VM under KVM may be, as libvirt's <c>vcpu cpuset</c>, <c>cputune</c> and <c>numatune</c> set it.</summary>
/// <remarks>
/// CPUs are numbered core by core: the threads of core c are CPUs 2c and 2c + 1 where cores have two, and cores are numbered node by node. Source: libvirt
/// domain XML; src/qemu/qemu_process.c, qemuProcessSetupPid: a thread without a pin of its own has the cpuset of the VM.
/// </remarks>
public sealed record PinningSpec
{
    /// <summary>CPUs of every thread without a pin of its own, as a CPU list; empty for all.</summary>
    [Parameter("CPUs of every thread of the VM that has no pin of its own (libvirt vcpu cpuset), e.g. 0-15; numbered core by core, so that 0 and 1 share a core with two threads; not given: all but isolated ones.")]
    public string Cpuset { get; init; } = "";

    /// <summary>CPUs of single vCPUs.</summary>
    [Parameter("CPUs of single vCPUs (libvirt vcpupin); the others have cpuset.")]
    public ImmutableArray<VcpuPinSpec> VcpuPin { get; init; } = [];

    /// <summary>CPUs of the emulator and vhost threads; empty for <see cref="Cpuset"/>.</summary>
    [Parameter("CPUs of the emulator and vhost threads (libvirt emulatorpin); not given: cpuset.")]
    public string EmulatorPin { get; init; } = "";

    /// <summary>CPUs of the I/O threads; empty for <see cref="Cpuset"/>.</summary>
    [Parameter("CPUs of the I/O threads (libvirt iothreadpin); not given: cpuset.")]
    public string IothreadPin { get; init; } = "";

    /// <summary>NUMA nodes of the memory, as a list; empty for any.</summary>
    [Parameter("NUMA nodes that all memory of the VM comes from (libvirt numatune, mode strict), e.g. 0; not given: the nodes of its vCPUs first, then any.")]
    public string Nodeset { get; init; } = "";

    /// <summary>Whether anything is pinned.</summary>
    public bool IsPinned => Cpuset.Length + EmulatorPin.Length + IothreadPin.Length + Nodeset.Length + VcpuPin.Length > 0;

    /// <summary>The CPUs of a thread; null for any.</summary>
    /// <param name="kind">What the thread does.</param>
    /// <param name="vcpu">Which vCPU it is, if it is one.</param>
    public PcpuSet? CpusOf(WorldKind kind, int vcpu = -1)
    {
        var own = kind switch
        {
            WorldKind.Vcpu => VcpuPin.FirstOrDefault(pin => pin.Vcpu == vcpu)?.Cpus ?? "",
            WorldKind.Storage => IothreadPin,
            _ => EmulatorPin,
        };
        var text = own.Length > 0 ? own : Cpuset;
        return text.Length > 0 ? PcpuSet.Parse(text) : null;
    }

    /// <summary>The nodes of its memory; null for any.</summary>
    public PcpuSet? Nodes => Nodeset.Length > 0 ? PcpuSet.Parse(Nodeset) : null;
}
