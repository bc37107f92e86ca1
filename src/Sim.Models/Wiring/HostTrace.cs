using Sim.Core.Tracing;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Measurement;
using Sim.Models.Workload;

namespace Sim.Models.Wiring;

/// <summary>Connects a trace to everything in a host.</summary>
internal static class HostTrace
{
    /// <summary>Registers every object of a host that has not run yet, and lets it record.</summary>
    public static void Attach(
        RunTrace trace, CpuDispatcher dispatcher, IWorldScheduler policy, StorageArray array, StorageArray? cache, Nic nic,
        IReadOnlyList<GuestService> services, IReadOnlyList<VirtualDisk> disks, IReadOnlyList<VirtualNic> nics, ReadySeries ready)
    {
        var host = trace.Process("host");
        int[] vms = [.. services.Select(service => trace.Process(service.Vm.Name))];
        var worlds = new DispatchTrace(trace, dispatcher, policy, host, vms);
        var owners = new TraceOwners();
        var links = new TraceLinks();
        for (var vm = 0; vm < vms.Length; vm++)
        {
            var requests = new RequestTrace(trace, vms[vm], services[vm], worlds).Requests;
            owners.Add(services[vm], requests);
            _ = new DiskTrace(trace, vms[vm], disks[vm], worlds, owners);
            _ = new VirtualNicTrace(trace, vms[vm], nics[vm], worlds, requests);
        }

        array.Trace = new TransferTrace(owners, links);
        for (var drive = 0; drive < array.Drives.Count; drive++)
            _ = new NvmeTrace(trace, FormattableString.Invariant($"host/nvme{drive}"), array.Drives[drive], links);
        if (cache is not null)
        {
            var cached = new TraceLinks();
            cache.Trace = new TransferTrace(owners, cached);
            _ = new NvmeTrace(trace, "host/cache0", cache.Drives[0], cached);
        }

        _ = new NicTrace(trace, nic);
        ready.Record(trace, vms);
        dispatcher.Trace = worlds;
    }
}
