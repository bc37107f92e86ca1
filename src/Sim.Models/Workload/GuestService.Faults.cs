using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;

namespace Sim.Models.Workload;

/// <content>
/// Pages that the host swapped out. Where the hypervisor keeps the vCPU waiting (ESXi), the task that touches them gets a vCPU first, which then does nothing else
/// until they are back, one after the other; where the guest is told and runs something else (Linux), only the request waits. Source: cpu-and-memory 2.9, 5.3.
/// </content>
public sealed partial class GuestService
{
    private void Touch(int id)
    {
        if (FaultsBlock) _vm.RunTask(new WorkItem(0, this, (int)Step.Touch, id), _requests[id].Vcpu);
        else FaultIn(id);
    }

    private void OnTouched(World world, in WorkItem item)
    {
        _requests[item.Index].Vcpu = _vm.IndexOf(world);
        if (item.Kind == (int)Step.TouchAgain)
        {
            NextStage(item.Index);
            return;
        }

        _vm.BeginSwapWait(world);
        FaultIn(item.Index);
    }

    private void FaultIn(int id) => _swap.Submit(IoOperation.Read, PageSize, _vm.Id, this, id);

    private void OnFaultedIn(int id)
    {
        if (FaultsBlock) _vm.EndSwapWait(_vm.Vcpus[_requests[id].Vcpu], new WorkItem(0, this, (int)Step.TouchAgain, id));
        else NextStage(id);
    }
}
