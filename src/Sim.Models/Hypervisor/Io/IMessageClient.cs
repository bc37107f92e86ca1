namespace Sim.Models.Hypervisor.Io;

/// <summary>Receives messages inside the guest.</summary>
public interface IMessageClient
{
    /// <summary>A message went through the guest's stack; runs on a vCPU.</summary>
    /// <param name="requestId">The request it belongs to.</param>
    /// <param name="vcpu">Index of the vCPU.</param>
    void OnMessage(int requestId, int vcpu);
}
