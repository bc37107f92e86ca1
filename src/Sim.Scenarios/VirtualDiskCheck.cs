using System.Globalization;
using System.Numerics;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios;

/// <summary>Checks that the choices for virtual disks go together.</summary>
internal static class VirtualDiskCheck
{
    public static void Run(Scenario scenario, bool underBoth, FindingReporter report)
    {
        Kvm(scenario, underBoth, "hypervisor.kvm.disk", report);
        var esxi = scenario.Hypervisor.Esxi.Disk;
        if (esxi.Worlds > 1 && esxi.Adapter != DiskAdapter.VNvme)
            report.Add("hypervisor.esxi.disk.worlds", Text($"is {esxi.Worlds}, but {Choice(esxi.Adapter)} has one ring"), "1, or adapter: vnvme");
        if (scenario.Host.Storage.WhenFull == FullQueue.Refuse && (underBoth || scenario.Hypervisor.Kind == HypervisorKind.Kvm))
            report.Add("host.storage.whenFull", "is refuse, which only ESXi's queues are modelled to answer", "hold, or a scenario that runs under esxi alone");
        Cached(scenario, scenario.Hypervisor.Kvm.Disk.SsdCache, 1, "hypervisor.kvm.disk.ssdCache", underBoth || scenario.Hypervisor.Kind == HypervisorKind.Kvm, report);
        Cached(scenario, esxi.SsdCache, scenario.Vms.Sum(vm => (long)vm.Count), "hypervisor.esxi.disk.ssdCache", underBoth || scenario.Hypervisor.Kind == HypervisorKind.Esxi, report);
        if (esxi.SsdCache is { Mode: SsdCacheMode.WriteBack })
            report.Add("hypervisor.esxi.disk.ssdCache.mode", "is write-back, but vSphere Flash Read Cache never takes writes (and was removed in ESXi 7.0)", "write-through");
        for (var i = 0; i < scenario.Vms.Length && (underBoth || scenario.Hypervisor.Kind == HypervisorKind.Kvm); i++)
        {
            // A cap that one side of a comparison drops would make it a comparison of two different VMs.
            if (scenario.Vms[i].Esxi.DiskLimit is { } limit)
                report.Add(Text($"vms[{i}].esxi.diskLimit"), Text($"caps a VM at {limit:0.###}/s, which only ESXi is modelled to do"), "limits only in a scenario that runs under esxi alone");
        }
    }

    private static void Cached(Scenario scenario, SsdCacheParameters? cache, long parts, string field, bool runs, FindingReporter report)
    {
        if (cache is null) return;
        if (!BitOperations.IsPow2(cache.BlockSize)) report.Add(field + ".blockSize", Text($"{cache.BlockSize} bytes are no power of two"), "4 KiB, 8 KiB, 16 KiB, ... 1024 KiB");
        if (cache.Capacity < cache.BlockSize) report.Add(field + ".capacity", Text($"{cache.Capacity} bytes are less than one block"), Text($"{cache.BlockSize >> 10} KiB or more"));
        if (cache.Capacity * (double)parts > cache.Drive.Capacity)
            report.Add(field + ".capacity", Text($"{cache.Capacity >> 20} MiB for each of {parts} are more than the caching drive has"), Text($"up to {cache.Drive.Capacity / parts >> 20} MiB"));
        if (cache.DirtyTarget > cache.DirtyLimit) report.Add(field + ".dirtyTarget", Text($"{cache.DirtyTarget * 100:0.##} % is above dirtyLimit, so that nothing is written back"), Text($"up to {cache.DirtyLimit * 100:0.##} %"));
        if (runs && scenario.Vms.All(vm => !RequestTemplates.Names.Contains(vm.Workload.Template) || DiskRegions.Of(vm.Workload) == 0))
            report.Add(field, "never hits: no VM says where its requests fall", "addresses of stages or jobs, or replay.addresses: true");
    }

    private static void Kvm(Scenario scenario, bool underBoth, string field, FindingReporter report)
    {
        var disk = scenario.Hypervisor.Kvm.Disk;
        var kind = Choice(disk.Kind);
        if (underBoth || scenario.Hypervisor.Kind == HypervisorKind.Kvm) WithoutIothread(scenario, report);
        if (disk.SsdCache is not null)
        {
            const string Plain = "only with kind virtio-blk, virtio-scsi or nvme on a raw block device: cache none, image.format raw, fileSystem none, xfs or ext4";
            if (disk.Kind is not (DiskKind.VirtioBlk or DiskKind.VirtioScsi or DiskKind.Nvme)) report.Add(field + ".ssdCache", $"is below kind {kind}, which passes the host's block layer by", Plain);
            else if (disk.Cache != DiskCache.None || disk.Image.Format != DiskFormat.Raw || disk.FileSystem == DiskFileSystem.Btrfs)
                report.Add(field + ".ssdCache", "is below another cache, image or copy-on-write file system, which is not simulated", Plain);
        }

        if (disk.Kind is DiskKind.VirtioBlk or DiskKind.VirtioScsi or DiskKind.Nvme)
        {
            ByQemu(disk, field, report);
            return;
        }

        var owner = disk.Kind == DiskKind.VhostUserBlk ? "the SPDK process owns the drives" : "the guest owns the device";
        const string Allowed = "only with kind virtio-blk, virtio-scsi or nvme";
        if (disk.Aio != DiskAio.IoUring) report.Add(field + ".aio", $"is {Choice(disk.Aio)}, but with kind {kind} {owner}", Allowed);
        if (disk.Cache != DiskCache.None) report.Add(field + ".cache", $"is {Choice(disk.Cache)}, but with kind {kind} {owner}", Allowed);
        if (disk.Scheduler != DiskScheduler.None) report.Add(field + ".scheduler", $"is {Choice(disk.Scheduler)}, but with kind {kind} {owner}", Allowed);
        if (disk.FileSystem != DiskFileSystem.None) report.Add(field + ".fileSystem", $"is {Choice(disk.FileSystem)}, but with kind {kind} {owner}", Allowed);
        if (disk.Image.Format != DiskFormat.Raw) report.Add(field + ".image.format", $"is {Choice(disk.Image.Format)}, but with kind {kind} {owner}", Allowed);
        if (disk.Kind == DiskKind.VhostUserBlk)
        {
            var most = scenario.Host.Cpu.Pcpus - 1;
            if (disk.Reactors > most) report.Add(field + ".reactors", Text($"{disk.Reactors} reactors leave no pCPU to VMs"), Text($"up to {most} on this host"));
            return;
        }

        var vms = scenario.Vms.Sum(vm => (long)vm.Count);
        if (scenario.Hypervisor.Kind == HypervisorKind.Kvm && vms > disk.VirtualFunctions)
            report.Add(field + ".virtualFunctions", Text($"{disk.VirtualFunctions} virtual functions are fewer than {vms} VMs"), "one for each VM");
    }

    /// <summary>What is said of I/O threads where a VM has none.</summary>
    private static void WithoutIothread(Scenario scenario, FindingReporter report)
    {
        var disk = scenario.Hypervisor.Kvm.Disk;
        var byQemu = disk.Kind is DiskKind.VirtioBlk or DiskKind.VirtioScsi;
        if (byQemu && disk.Iothreads > 0) return;
        var why = byQemu ? "with iothreads 0" : $"with kind {Choice(disk.Kind)}";
        var allowed = byQemu || disk.Kind == DiskKind.Nvme ? "the emulator's key: its main loop serves the disk" : "not given";
        for (var i = 0; i < scenario.Vms.Length; i++)
        {
            var vm = scenario.Vms[i];
            if (vm.Pinning.IothreadPin.Length > 0) report.Add(Text($"vms[{i}].pinning.iothreadPin"), $"pins an I/O thread, which VMs do not have {why}", allowed);
            if (vm.Cgroup.IothreadQuota is not null) report.Add(Text($"vms[{i}].cgroup.iothreadQuota"), $"caps an I/O thread, which VMs do not have {why}", allowed);
            if (vm.Kvm.IothreadSlice is not null) report.Add(Text($"vms[{i}].kvm.iothreadSlice"), $"is the slice of an I/O thread, which VMs do not have {why}", allowed);
        }
    }

    private static void ByQemu(KvmDiskParameters disk, string field, FindingReporter report)
    {
        if (disk.InterruptHandler > disk.HostInterrupt)
        {
            report.Add(
                field + ".interruptHandler", Text($"{disk.InterruptHandler.Microseconds:0.###} us are more than the hostInterrupt of {disk.HostInterrupt.Microseconds:0.###} us that they are a part of"),
                Text($"0 us to {disk.HostInterrupt.Microseconds:0.###} us"));
        }

        if (disk.InterruptHandlerWarm > disk.InterruptHandler && disk.InterruptHandler > SimDuration.Zero)
        {
            report.Add(
                field + ".interruptHandlerWarm", Text($"{disk.InterruptHandlerWarm.Microseconds:0.###} us with warm caches are more than the interruptHandler of {disk.InterruptHandler.Microseconds:0.###} us with cold ones"),
                Text($"0 us to {disk.InterruptHandler.Microseconds:0.###} us"));
        }

        if (disk.Kind == DiskKind.Nvme && disk.Iothreads > 1)
            report.Add(field + ".iothreads", Text($"is {disk.Iothreads}, but QEMU serves kind nvme in its main loop"), "0 or 1, which changes nothing, or another kind");
        if (disk.Aio == DiskAio.Native && disk.Cache is not (DiskCache.None or DiskCache.Directsync))
            report.Add(field + ".aio", $"is native, which needs O_DIRECT, but cache is {Choice(disk.Cache)}", "io-uring or threads, or cache none or directsync");
        if (disk.Image.Format == DiskFormat.LvmThin && disk.FileSystem != DiskFileSystem.None)
            report.Add(field + ".fileSystem", $"is {Choice(disk.FileSystem)} below an image of format lvm-thin, which is a block device", "none");
        if (disk.Image.Size < disk.Image.ClusterSize)
            report.Add(field + ".image.size", Text($"{disk.Image.Size} bytes are less than one cluster"), Text($"{disk.Image.ClusterSize >> 10} KiB or more"));
    }

    private static string Choice(Enum value) => FieldNames.ChoiceOf(value.ToString());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
