using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor;

/// <content>What a policy needs to know of wake-ups and to move a world that runs.</content>
public sealed partial class CpuDispatcher
{
    /// <inheritdoc />
    public World? Waker { get; private set; }

    /// <inheritdoc />
    public bool CanDisplace(int pcpu) => _pcpus[pcpu] is { Mode: PcpuMode.Executing, Current.HasCurrent: true };

    /// <inheritdoc />
    public World Displace(int pcpu)
    {
        Check.That(CanDisplace(pcpu), "only a world that executes is displaced");
        var world = _pcpus[pcpu].Current!;
        Stop(pcpu);
        return world;
    }

    /// <inheritdoc />
    public void Refill(int pcpu) => DispatchNext(pcpu);
}
