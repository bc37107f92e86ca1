using Sim.Models.Workload;

namespace Sim.Models.Scenarios;

/// <summary>How the disks of VMs lie on the drives: one behind the other, each as long as the last place that its requests name.</summary>
/// <remarks>Page: docs/models/workload.md.</remarks>
public static class DiskRegions
{
    /// <summary>A disk begins at a multiple of this, bytes.</summary>
    private const long Alignment = 1 << 20;

    /// <summary>Bytes of the disk of one VM; 0 when none of its requests says where it falls.</summary>
    /// <param name="workload">What the VM does.</param>
    public static long Of(WorkloadSpec workload)
    {
        var end = 0L;
        foreach (var stage in RequestTemplates.IsDisk(workload) ? [] : RequestTemplate.Of(workload).Stages) end = Math.Max(end, stage.Addresses?.End ?? 0);
        foreach (var job in workload.Jobs) end = Math.Max(end, job.Addresses?.End ?? 0);
        if (workload is { Trace: { } trace, Replay.Addresses: true }) end = Math.Max(end, trace.End);
        if (workload is { Template: RequestTemplates.Oltp, Oltp: { } database }) end = database.End;
        return (end + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>Whether the drives of a host hold the disks of these VMs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vms">The VMs.</param>
    public static bool Fit(HostSpec host, IEnumerable<VmPlan> vms) => TotalOf(vms) <= RoomOf(host.Storage);

    /// <summary>Bytes that disks may take: what the drives store, less a last row of stripes that need not be whole.</summary>
    /// <param name="storage">The drives.</param>
    public static double RoomOf(StorageSpec storage) => storage.UsableBytes - ((double)storage.Drives * storage.Raid.Stripe);

    /// <summary>Bytes of the disks of some VMs.</summary>
    /// <param name="vms">The VMs.</param>
    public static double TotalOf(IEnumerable<VmPlan> vms) => vms.Sum(vm => (double)Of(vm.Workload));
}
