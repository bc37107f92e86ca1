namespace Sim.Models.Hypervisor;

/// <summary>Watches the vCPUs of wide VMs for skew.</summary>
public interface ICoScheduler
{
    /// <summary>A world started, stopped or began to wait.</summary>
    void OnChanged(World world);
}
