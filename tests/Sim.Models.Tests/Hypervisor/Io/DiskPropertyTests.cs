using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>What holds on every path, whatever is in it.</summary>
public sealed class DiskPropertyTests
{
    private static readonly Gen<BlockPathParameters> Kvm =
        from kind in Gen.Enum<DiskKind>()
        from iothreads in Gen.Int[0, 3]
        from aio in Gen.Enum<DiskAio>()
        from cache in Gen.Enum<DiskCache>()
        from scheduler in Gen.Enum<DiskScheduler>()
        from format in Gen.Enum<DiskFormat>()
        from files in Gen.Enum<DiskFileSystem>()
        from allocated in Gen.Double[0, 1]
        from backing in Gen.Bool
        select (BlockPathParameters)new KvmDiskParameters
        {
            Kind = kind, Iothreads = iothreads, Aio = aio, Workers = 3, Cache = cache, Scheduler = scheduler, FileSystem = files,
            Image = new ImageParameters { Format = format, Allocated = allocated, BackingFile = backing, Size = 1 << 24, L2Cache = 1024 },
        };

    private static readonly Gen<BlockPathParameters> Esxi =
        from adapter in Gen.Enum<DiskAdapter>()
        from plugin in Gen.Enum<PathPlugin>()
        from depth in Gen.Int[1, 64]
        from control in Gen.Bool
        select (BlockPathParameters)new EsxiDiskParameters
        {
            Adapter = adapter, Plugin = plugin, DeviceQueueDepth = depth, SchedNumReqOutstanding = 1 + (depth / 2), IoControl = control,
            ControlInterval = SimDuration.FromMilliseconds(1),
        };

    [Fact]
    public void Littles_law_holds_exactly_and_no_request_is_lost()
    {
        (from path in Gen.OneOf(Kvm, Esxi)
         from depth in Gen.Int[1, 300]
         from vms in Gen.Int[1, 3]
         from vcpus in Gen.Int[1, 4]
         from operation in Gen.Bool.Select(write => write ? IoOperation.Write : IoOperation.Read)
         from microseconds in Gen.Int[1, 200]
         select (path, depth, vms, vcpus, operation, microseconds)).Sample(
            (path, depth, vms, vcpus, operation, microseconds) =>
            {
                var host = path is EsxiDiskParameters
                    ? HostHarness.Esxi(HostHarness.Cores(3), costs: new DispatchCosts())
                    : HostHarness.Kvm(HostHarness.Cores(3), costs: new DispatchCosts());
                var farm = new DiskFarm(host, path, DiskFarm.Drive(SimDuration.FromMicroseconds(microseconds)), new GuestCosts());
                for (var i = 0; i < vms; i++) farm.Add(vcpus, limit: i == 0 ? 50_000 : null);
                farm.KeepInFlight(depth, operation);
                host.Run(0.004);
                farm.Stop();
                host.Run(1.0);
                foreach (var disk in farm.Disks)
                {
                    Assert.Equal(0, disk.Outstanding.Level);
                    Assert.Equal(disk.Latency.Sum, disk.Outstanding.AreaAt(host.Now));
                    Assert.Equal(disk.Completed, disk.Latency.Count);
                    Assert.Equal(depth, disk.Outstanding.Peak);
                }

                Assert.Equal(farm.Disks.Sum(disk => disk.Completed), farm.Done.Sum());
                Assert.Equal(0, farm.Array.Drives[0].InFlight.Level);
                Assert.All(host.Vms.SelectMany(vm => vm.Vcpus), vcpu => Assert.Equal(0, vcpu.Backlog));
            },
            iter: 60);
    }
}
