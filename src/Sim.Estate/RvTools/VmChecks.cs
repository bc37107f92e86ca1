using Sim.Estate.Inventory;
using Sim.Estate.Quality;

namespace Sim.Estate.RvTools;

/// <summary>Values that are each possible but cannot be true together; kept and listed.</summary>
internal static class VmChecks
{
    // A VM may draw a little more than vCPUs times nominal clock (turbo); twice as much is no reading of this VM.
    private const int MaxTurbo = 2;
    private const long SmallestUsualMiB = 512;

    public static void Note(List<VmDraft> drafts, QualityLog log)
    {
        foreach (var (vm, row) in drafts.Select(draft => (draft.Vm, draft.Row)))
        {
            Check(vm.ActiveMemoryMiB > vm.MemoryMiB, "active memory above configured memory");
            Check(vm.InUseMiB > vm.ProvisionedMiB, "storage in use above provisioned storage");
            Check(vm.GuestUsedMiB > vm.DiskCapacityMiB, "space used in the guest above the size of its disks");
            Check(vm.CpuUsageMHz > MaxTurbo * vm.CpuCapacityMHz, "CPU use above twice the VM's capacity");
            Check(vm.Sockets * vm.CoresPerSocket != vm.Vcpus, "sockets times cores is not the number of vCPUs");
            Check(vm.PowerState != PowerState.PoweredOn && vm.CpuUsageMHz > 0, "CPU use of a VM that is off");

            void Check(bool isWrong, string what)
            {
                if (isWrong) log.Count(QualitySections.ImpossibleValues, what, FormattableString.Invariant($"kept; first '{vm.Name}', vInfo row {row}"));
            }
        }

        if (drafts.Count > 1 && drafts.TrueForAll(draft => draft.Vm.MemoryMiB < SmallestUsualMiB))
            log.Count(QualitySections.ImpossibleValues, "every VM has less than 512 MiB of memory", "is the Memory column in GiB?", drafts.Count);
    }
}
