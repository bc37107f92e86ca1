namespace Sim.Models.Hypervisor;

/// <summary>Is told which vCPU a VM's task went to.</summary>
internal interface ITaskTrace
{
    /// <summary>A vCPU has the task from now on; before, it waits in the guest's run queue.</summary>
    void Given(in WorkItem task, World vcpu);
}
