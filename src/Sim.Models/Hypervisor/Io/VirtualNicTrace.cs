using Sim.Core.Time;
using Sim.Core.Tracing;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What a virtual NIC sends and holds back, for a trace.</summary>
internal sealed class VirtualNicTrace : IVirtualNicTrace
{
    private readonly RunTrace _trace;
    private readonly DispatchTrace _worlds;
    private readonly AsyncTrace _requests;
    private readonly int _waiting;

    /// <summary>Registers a NIC.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="process">The VM's group.</param>
    /// <param name="nic">The NIC.</param>
    /// <param name="worlds">Where threads are drawn.</param>
    /// <param name="requests">The requests that its messages belong to.</param>
    public VirtualNicTrace(RunTrace trace, int process, VirtualNic nic, DispatchTrace worlds, AsyncTrace requests)
    {
        (_trace, _worlds, _requests) = (trace, worlds, requests);
        _waiting = trace.Counter(process, nic.Thread.Name, "NIC queue", "received");
        nic.Trace = this;
    }

    /// <summary>The last the host's threads have to do with a request that is answered.</summary>
    public void Sent(int requestId, World thread, SimTime now) => _requests.Hop(requestId, _worlds.ThreadOf(thread), isLast: true, now);

    public void Waiting(int frames, SimTime now) => _trace.Count(_waiting, frames, now);
}
