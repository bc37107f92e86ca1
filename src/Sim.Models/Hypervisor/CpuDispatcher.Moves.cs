using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor;

/// <content>What a policy needs to know of wake-ups and to move a world that runs.</content>
public sealed partial class CpuDispatcher
{
    /// <inheritdoc />
    public World? Waker { get; private set; }

    /// <inheritdoc />
    public World Displace(int pcpu)
    {
        var cpu = _pcpus[pcpu];
        Check.That(cpu.Mode == PcpuMode.Executing && cpu.Current is not null, "only a world that executes is displaced");
        var world = cpu.Current!;
        Stop(pcpu);
        return world;
    }

    /// <inheritdoc />
    public void Refill(int pcpu) => DispatchNext(pcpu);
}
