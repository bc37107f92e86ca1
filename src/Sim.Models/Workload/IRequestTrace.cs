using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Models.Workload;

/// <summary>Is told what becomes of a VM's requests, by the service's own numbers.</summary>
internal interface IRequestTrace
{
    /// <summary>A client or the VM itself issues a request.</summary>
    void Opened(int id, int user, SimTime now);

    /// <summary>Its message went through the guest's stack.</summary>
    void Arrived(int id, World vcpu, SimTime now);

    /// <summary>It waits for a page that the host had taken away.</summary>
    void Faulted(int id, SimTime now);

    /// <summary>A stage begins.</summary>
    void Began(int id, int stage, SimTime now);

    /// <summary>A CPU stage is done.</summary>
    void Worked(int id, int stage, World vcpu, SimTime now);

    /// <summary>It is over.</summary>
    void Closed(int id, SimTime now);
}
