using Sim.Core.Time;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Virtual disks as users write them.</summary>
public sealed class DiskSpecTests
{
    private const string Scenario = """
        name: disks
        host:
          cpu: {sockets: 1, coresPerSocket: 4, threadsPerCore: 1, clock: 3 GHz}
          memory: {size: 64 GiB}
        hypervisor:
          kind: KIND
          kvm: {disk: {DISK}}
          esxi: {disk: {ESXI}}
        vms:
          - name: vm
            count: 3
            vcpus: 2
            memory: 4 GiB
            esxi: {VM}
            workload: {template: cpu-bound, users: 4}

        """;

    [Fact]
    public void Choices_and_costs_are_read_from_text()
    {
        var read = Read(
            "kind: virtio-scsi, iothreads: 4, aio: threads, cache: writeback, scheduler: mq-deadline, fileSystem: btrfs-nodatacow, kick: 1 us, queueDepth: 128, "
            + "pollGrow: 3, pollShrink: 2, interruptHandler: 1.5 us, interruptHandlerWarm: 0.7 us, interruptFurther: 0.2 us, image: {format: qcow2, size: 10 GiB, allocated: 50 %, backingFile: true}, pageCache: {hits: 30 %}, copyOnWrite: {nodes: 1}",
            "adapter: vnvme, worlds: 4, plugin: nmp, schedNumReqOutstanding: 64, ioControl: true, congestionThreshold: 10 ms", "diskShares: 2000, diskLimit: 5 k/s", kind: "esxi");
        var kvm = read.Hypervisor.Kvm.Disk;
        Assert.Equal(
            (DiskKind.VirtioScsi, 4, DiskAio.Threads, DiskCache.Writeback, DiskScheduler.MqDeadline, DiskFileSystem.BtrfsNodatacow),
            (kvm.Kind, kvm.Iothreads, kvm.Aio, kvm.Cache, kvm.Scheduler, kvm.FileSystem));
        Assert.Equal((SimDuration.FromMicroseconds(1), 128, 3, 2), (kvm.Kick, kvm.QueueDepth, kvm.PollGrow, kvm.PollShrink));
        Assert.Equal((DiskFormat.Qcow2, 10L << 30, 0.5, true), (kvm.Image.Format, kvm.Image.Size, kvm.Image.Allocated, kvm.Image.BackingFile));
        Assert.Equal(
            (SimDuration.FromMicroseconds(1.5), SimDuration.FromMicroseconds(0.7), SimDuration.FromMicroseconds(0.2)),
            (kvm.InterruptHandler, kvm.InterruptHandlerWarm, kvm.InterruptFurther));
        Assert.Equal((0.3, 1), (kvm.PageCache.Hits, kvm.CopyOnWrite.Nodes));
        var esxi = read.Hypervisor.Esxi.Disk;
        Assert.Equal(
            (DiskAdapter.VNvme, 4, PathPlugin.Nmp, 64, true, SimDuration.FromMilliseconds(10)),
            (esxi.Adapter, esxi.Worlds, esxi.Plugin, esxi.SchedNumReqOutstanding, esxi.IoControl, esxi.CongestionThreshold));
        // What is not given keeps the hypervisor's own default.
        Assert.Equal((SimDuration.FromMicroseconds(1.5), 2), (esxi.Kick, esxi.CoalesceAbove));
        Assert.Equal((2000, 5000), (read.Vms[0].Esxi.DiskShares, read.Vms[0].Esxi.DiskLimit));
    }

    [Theory]
    [InlineData("kind: virtio", "", "", "hypervisor.kvm.disk.kind", "'virtio' is not a choice")]
    [InlineData("kind: vfio, aio: native", "", "", "hypervisor.kvm.disk.aio", "the guest owns the device")]
    [InlineData("kind: vdpa, cache: writeback", "", "", "hypervisor.kvm.disk.cache", "the guest owns the device")]
    [InlineData("kind: vhost-user-blk, scheduler: bfq", "", "", "hypervisor.kvm.disk.scheduler", "SPDK process owns")]
    [InlineData("kind: vhost-user-blk, fileSystem: xfs", "", "", "hypervisor.kvm.disk.fileSystem", "is xfs")]
    [InlineData("kind: vfio, image: {format: qcow2}", "", "", "hypervisor.kvm.disk.image.format", "is qcow2")]
    [InlineData("kind: vhost-user-blk, reactors: 4", "", "", "hypervisor.kvm.disk.reactors", "leave no pCPU")]
    [InlineData("kind: vfio, virtualFunctions: 2", "", "", "hypervisor.kvm.disk.virtualFunctions", "fewer than 3 VMs")]
    [InlineData("kind: nvme, iothreads: 2", "", "", "hypervisor.kvm.disk.iothreads", "main loop")]
    [InlineData("aio: native, cache: writeback", "", "", "hypervisor.kvm.disk.aio", "needs O_DIRECT")]
    [InlineData("fileSystem: ext4, image: {format: lvm-thin}", "", "", "hypervisor.kvm.disk.fileSystem", "is a block device")]
    [InlineData("image: {format: qcow2, size: 1.5 MiB, clusterSize: 2048 KiB}", "", "", "hypervisor.kvm.disk.image.size", "less than one cluster")]
    [InlineData("hostInterrupt: 0.8 us", "", "", "hypervisor.kvm.disk.interruptHandler", "more than the hostInterrupt of 0.8 us")]
    [InlineData("interruptHandler: 2.5 us", "", "", "hypervisor.kvm.disk.interruptHandler", "2.5 us are more than the hostInterrupt of 2 us")]
    [InlineData("interruptFurther: -1 us", "", "", "hypervisor.kvm.disk.interruptFurther", "out of range")]
    [InlineData("interruptHandlerWarm: 0.5", "", "", "hypervisor.kvm.disk.interruptHandlerWarm", "")]
    [InlineData("interruptHandler: 0.2 us", "", "", "hypervisor.kvm.disk.interruptHandlerWarm", "0.3 us with warm caches are more than the interruptHandler of 0.2 us")]
    [InlineData("iothreads: 0", "", "}\n    pinning: {iothreadPin: 0-1", "vms[0].pinning.iothreadPin", "which VMs do not have with iothreads 0")]
    [InlineData("kind: nvme", "", "}\n    kvm: {iothreadSlice: 1 ms", "vms[0].kvm.iothreadSlice", "which VMs do not have with kind nvme")]
    [InlineData("kind: vfio", "", "}\n    cgroup: {iothreadQuota: 50 ms", "vms[0].cgroup.iothreadQuota", "which VMs do not have with kind vfio")]
    [InlineData("iothreads: 65", "", "", "hypervisor.kvm.disk.iothreads", "65 is out of range")]
    [InlineData("iothread: 2", "", "", "hypervisor.kvm.disk.iothread", "is not a known key")]
    [InlineData("", "worlds: 2", "", "hypervisor.esxi.disk.worlds", "pvscsi has one ring")]
    [InlineData("", "pollMaximum: 5 us", "", "hypervisor.esxi.disk.pollMaximum", "is not a known key")]
    [InlineData("", "", "diskLimit: 100 /s", "vms[0].esxi.diskLimit", "only ESXi")]
    public void What_cannot_be_is_named(string disk, string esxi, string vm, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(disk, esxi, vm)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.NotEmpty(finding.Allowed));
    }

    private static Models.Scenarios.Scenario Read(string disk, string esxi, string vm, string kind = "kvm")
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Scenario.Replace("DISK", disk, StringComparison.Ordinal).Replace("ESXI", esxi, StringComparison.Ordinal)
                .Replace("VM}", vm + "}", StringComparison.Ordinal).Replace("KIND", kind, StringComparison.Ordinal));
            return ScenarioReader.Read(path).Value;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
