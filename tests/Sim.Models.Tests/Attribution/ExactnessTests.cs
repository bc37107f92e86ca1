using System.Collections.Immutable;
using CsCheck;
using Sim.Core.Time;
using Sim.Models.Attribution;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Attribution;

/// <summary>Whatever the host: the parts of a request are its response time, to the picosecond, and looking changes nothing.</summary>
public sealed class ExactnessTests
{
    private static readonly SimDuration WarmUp = SimDuration.FromMilliseconds(10);
    private static readonly SimDuration Length = SimDuration.FromMilliseconds(60);

    /// <summary>Every way on which a request waits for something of its own kind.</summary>
    private static readonly KvmDiskParameters[] KvmDisks =
    [
        new(), new() { Kind = DiskKind.Nvme, Scheduler = DiskScheduler.Bfq }, new() { Kind = DiskKind.VhostUserBlk }, new() { Kind = DiskKind.Vfio },
        new() { Aio = DiskAio.Threads, Workers = 1, Iothreads = 2 }, new() { Cache = DiskCache.Writethrough, PageCache = new PageCacheParameters { Hits = 0.5 } },
        new() { Cache = DiskCache.Writeback, FileSystem = DiskFileSystem.Btrfs, PageCache = new PageCacheParameters { DirtyLimit = 8192 } },
        new() { SsdCache = new SsdCacheParameters { Capacity = 4 << 20, Mode = SsdCacheMode.WriteBack } },
        new() { Image = new ImageParameters { Format = DiskFormat.Qcow2, Allocated = 0.2, BackingFile = true, L2Cache = 1 << 19 } },
    ];

    private static readonly EsxiDiskParameters[] EsxiDisks =
        [new(), new() { SsdCache = new SsdCacheParameters { Capacity = 4 << 20 } }, new() { Adapter = DiskAdapter.LsiSas, DeviceQueueDepth = 2 }, new() { Adapter = DiskAdapter.VNvme, SchedNumReqOutstanding = 1, Worlds = 2 }];

    /// <summary>Quotas that a busy VM runs out of, under KVM.</summary>
    private static readonly CgroupSpec Tight = new()
    {
        VcpuQuota = SimDuration.FromMilliseconds(3), EmulatorQuota = SimDuration.FromMilliseconds(1), Period = SimDuration.FromMilliseconds(10),
    };

    /// <summary>Work inside guest work: it is in the parts of a stretch, and its life is not cut up by it.</summary>
    private static readonly ImmutableArray<Cause> OfGuestWork =
        [Cause.Running, Cause.RunningShared, Cause.GuestPath, Cause.GuestInterrupt, Cause.GuestExit, Cause.GuestTick, Cause.PageWalk];

    private static readonly Gen<WorkloadSpec> Workloads = Gen.Select(Gen.Int[0, 4], Gen.Bool, Gen.Int[1, 12], Gen.Int[0, 3]).Select(drawn => Workload(
        new[] { "web-request", "database-transaction", "file-serving", "app-request", "cpu-bound" }[drawn.Item1], drawn.Item2, drawn.Item3) with
    {
        // Half of them contend for a lock, a quarter shoot translations down.
        Locks = drawn.Item4 < 2 ? [] : [new LockSpec { Name = "heap", Hold = SimDuration.FromMicroseconds(60), PerRequest = 3.3, Order = drawn.Item2 ? LockOrder.Fifo : LockOrder.Unfair }],
        TlbShootdowns = drawn.Item4 == 3 ? 3000 : 0,
        // Where requests fall: within little, so that a cache has something to hit.
        Addresses = drawn.Item2 && drawn.Item1 < 4 ? new AddressSpec { Order = AddressOrder.Zipf, Region = 64 << 20 } : null,
    });

    private static readonly Gen<ImmutableArray<VmPlan>> Vms = Gen.Select(Workloads, Gen.Int[1, 4], Gen.Bool).Array[1, 5].Select(vms => vms.Select((vm, i) =>
        new VmPlan($"vm{i}", vm.Item2, new MemoryDemand(8L << 30, 0.9, 0.35, vm.Item2), vm.Item1) 
        {
            // Every other guest polls before it halts.
            Cgroup = vm.Item3 ? Tight : new CgroupSpec(), Kvm = new KvmVmSpec { Dedicated = i % 2 == 1 },
        }).ToImmutableArray());

    private static readonly Gen<(HypervisorKind Kind, Paravirtual Help, int Cores, int Threads, RaidLevel Level, long Memory, ImmutableArray<VmPlan> Vms, int Seed)> Cases = Gen.Select(
        Gen.Enum<HypervisorKind>(), Gen.Enum<Paravirtual>(), Gen.Int[1, 4], Gen.Int[1, 2], Gen.Enum<RaidLevel>(), Gen.Bool.Select(scarce => scarce ? 24L << 30 : 256L << 30), Vms, Gen.Int[0, 1000]);

    [Fact]
    public void Parts_add_up_and_segments_follow_one_another_on_random_hosts()
    {
        var explained = 0;
        var seen = new Dictionary<Cause, int>();
        Cases.Sample(
            one =>
            {
                var plain = Build(one);
                if (plain is null) return;
                plain.LogResponses(0);
                plain.Run(WarmUp, Length, CancellationToken.None);
                var all = plain.Responses;
                if (all.Count == 0) return;
                // The slowest, the fastest and some between; many of them overlap in time.
                var chosen = all.OrderByDescending(request => request.Response).ThenBy(request => request.Number).Where((_, i) => i < 5 || i == all.Count - 1 || i % 7 == 0).Take(40).ToList();
                var host = Build(one)!;
                host.Explain(0, chosen);
                host.Run(WarmUp, Length, CancellationToken.None);
                Assert.Equal(plain.Fingerprint(), host.Fingerprint());
                Assert.Equal(HostReading.Of(plain), HostReading.Of(host));
                Assert.Equal(chosen, host.Explained.Select(request => request.Request));
                Assert.All(host.Explained, CheckWhole);
                explained += chosen.Count;
                foreach (var cause in host.Explained.SelectMany(request => request.Parts.Select(part => part.Cause).Distinct()))
                    seen[cause] = seen.GetValueOrDefault(cause) + 1;
            },
            iter: 150, threads: 1);
        var text = $"{explained} requests: {string.Join(", ", seen.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"))}";
        Assert.True(explained > 500, text);
        Cause[] rare = [Cause.Throttled, Cause.Spin, Cause.SpinPreempted, Cause.Shootdown, Cause.PauseExit, Cause.LockHalt, Cause.GuestTick, Cause.PageWalk];
        Assert.All(rare, cause => Assert.True(seen.ContainsKey(cause), $"{cause} in none of {text}"));
    }

    private static WorkloadSpec Workload(string template, bool isOpen, int size) => isOpen
        ? new WorkloadSpec { Template = template, Rate = size * 60 }
        : new WorkloadSpec { Template = template, Users = size, ThinkTime = SimDuration.FromMilliseconds(size / 3) };

    private static SimulatedHost? Build((HypervisorKind Kind, Paravirtual Help, int Cores, int Threads, RaidLevel Level, long Memory, ImmutableArray<VmPlan> Vms, int Seed) one)
    {
        var host = new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = one.Cores, ThreadsPerCore = one.Threads },
            Memory = new MemoryParameters { Size = one.Memory },
            Storage = new StorageSpec { Drives = 4, Raid = new RaidParameters { Level = one.Level } },
        };
        var guest = new GuestCosts { PvSpinlocks = one.Help, PvTlbFlush = one.Help, PvSpinLoops = 1000 };
        var hypervisor = new HypervisorSpec
        {
            Kind = one.Kind,
            Kvm = new KvmSpec { Guest = guest, Disk = KvmDisks[one.Seed % KvmDisks.Length] },
            Esxi = new EsxiSpec { Guest = guest, Disk = EsxiDisks[one.Seed % EsxiDisks.Length] },
        };
        var choice = HypervisorChoice.Of(hypervisor, host.Cpu);
        return MemoryOvercommit.Settle(choice.Memory, host.Memory, [.. one.Vms.Select(vm => vm.Memory)]).IsFeasible
            ? new SimulatedHost(host, hypervisor, [.. one.Vms.Select(vm => one.Kind == HypervisorKind.Kvm ? vm : vm with { Cgroup = new CgroupSpec() })], one.Seed, replication: 0)
            : null;
    }

    private static void CheckWhole(ExplainedRequest request)
    {
        var response = request.Request.Response.Picoseconds;
        Assert.Equal(response, request.Parts.Sum(part => part.Picoseconds));
        Assert.All(request.Parts, part => Assert.True(part.Picoseconds > 0));
        Assert.Null(request.CutAt);
        var at = 0L;
        foreach (var segment in request.Segments)
        {
            Assert.Equal(at, segment.From);
            Assert.True(segment.To > segment.From);
            at = segment.To;
        }

        Assert.Equal(response, at);
        foreach (var part in request.Parts)
        {
            // Nobody waits behind himself, and only who is ready, spins or halted for a lock waits behind somebody.
            Assert.True(part.Behind is null || (part.Cause is (Cause.Ready or Cause.Yielded or Cause.Spin or Cause.SpinPreempted or Cause.LockHalt) && part.Behind != part.World));
            if (!OfGuestWork.Contains(part.Cause))
                Assert.Equal(part.Picoseconds, request.Segments.Where(one => (one.Cause, one.World, one.Behind, one.Pcpu) == (part.Cause, part.World, part.Behind, part.Pcpu)).Sum(one => one.To - one.From));
        }

        foreach (var place in request.Parts.Where(part => OfGuestWork.Contains(part.Cause)).GroupBy(part => (part.World, part.Pcpu)))
            Assert.Equal(place.Sum(part => part.Picoseconds), request.Segments.Where(one => OfGuestWork.Contains(one.Cause) && (one.World, one.Pcpu) == place.Key).Sum(one => one.To - one.From));

        Assert.Equal(response, request.Stages.Sum(stage => stage.To - stage.From));
        foreach (var row in request.Rows) Assert.Equal(response, row.Intervals.Sum(one => one.To - one.From));
        // Who a request waits behind is who has the pCPU on that pCPU's own row.
        foreach (var segment in request.Segments.Where(one => one.Behind is not null && one.Cause is (Cause.Ready or Cause.Yielded)))
        {
            var row = Assert.Single(request.Rows, one => one.IsPcpu && one.Name == $"host/pcpu{segment.Pcpu}");
            Assert.All(row.Intervals.Where(one => one.From < segment.To && one.To > segment.From), one => Assert.Equal(segment.Behind, one.World));
        }
    }
}
