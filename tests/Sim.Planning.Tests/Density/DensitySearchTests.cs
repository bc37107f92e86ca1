using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Experiments.Running;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Planning.Density;

namespace Sim.Planning.Tests.Density;

/// <summary>The search on hosts whose limit can be worked out by hand.</summary>
public sealed class DensitySearchTests
{
    private static readonly MeasurementSpec Short = new()
    {
        WarmUp = SimDuration.FromMilliseconds(100), Length = SimDuration.FromMilliseconds(400), Replications = 3, Seed = 7,
    };

    private static HostSpec Host(int cores, int memoryGiB, long swap = 0) => new()
    {
        Name = "bench",
        Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = cores, ThreadsPerCore = 1, Clock = 3e9 },
        Memory = new MemoryParameters { Size = (long)memoryGiB << 30, Swap = swap },
    };

    private static ImmutableArray<VmPlan> Mix(int count, double rate, double gib = 1) =>
    [
        .. Enumerable.Range(0, count).Select(i => new VmPlan(
            "vm" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), 1, new MemoryDemand((long)(gib * (1L << 30)), 1, 1, 1),
            new WorkloadSpec { Template = "web-request", Rate = rate })),
    ];

    private static async Task<ImmutableSortedDictionary<HypervisorKind, DensityCurve>> Search(
        HostSpec host, SloSpec slo, Func<int, ImmutableArray<VmPlan>> mix, int threads = 2) =>
        await new DensitySearch(host, new HypervisorSpec(), Short, slo, new DensitySpec(), mix)
            .RunAsync(new ReplicationRunner(threads), "test", progress: null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Memory_without_swap_binds_at_the_number_worked_out_by_hand()
    {
        // 16 GiB, all of 1 GiB VMs touched, no swap. KVM: minimum free 6 % of 4 GiB + 4 % of 8 GiB + 2 % of 4 GiB = 0.24 + 0.32 + 0.08 = 0.64 GiB,
        // host reserve 4 GiB, a VM 1 GiB + 70 MiB + 8 MiB + 2 MiB of page tables = 1.078125 GiB: (16 - 4 - 0.64) / 1.078125 = 10.54 -> 10.
        // ESXi shares 5 % of what is touched and balloons nothing (no idle memory): a VM 0.95 GiB + 14.4 MiB + 3.98 MiB + 7.5776 MiB = 0.97535 GiB:
        // 11.36 / 0.97535 = 11.65 -> 11.
        var curves = await Search(Host(8, 16), new SloSpec(), count => Mix(count, rate: 5));
        Assert.Equal((10, "memory"), (curves[HypervisorKind.Kvm].Density, curves[HypervisorKind.Kvm].Binding));
        Assert.Equal((11, "memory"), (curves[HypervisorKind.Esxi].Density, curves[HypervisorKind.Esxi].Binding));
        Assert.All(curves.Values, curve => Assert.True(curve.IsBracketed));
    }

    [Fact]
    public async Task Exclusive_cores_bind_at_all_but_the_one_that_is_kept()
    {
        // 4 cores and VMs of one vCPU with a core of its own each: 3, although 5 % of load and memory of 1 GiB would let many more in.
        var host = Host(4, 64);
        var search = new DensitySearch(
            host, new HypervisorSpec(), Short, new SloSpec(), new DensitySpec(),
            count => [.. Mix(count, rate: 25).Select(vm => vm with
            {
                Esxi = new EsxiVmSpec { LatencySensitivity = LatencySensitivity.High, Reservation = 3e9, MemoryReservation = 1L << 30 },
            })]);
        var curve = (await search.RunAsync(new ReplicationRunner(2), "test", progress: null, TestContext.Current.CancellationToken))[HypervisorKind.Esxi];
        Assert.Equal((3, "reservations"), (curve.Density, curve.Binding));
    }

    [Fact]
    public async Task Drives_that_are_full_bind_as_disk_space_under_both()
    {
        // A drive of 1 TiB and disks with addresses of 100 GiB each: ten fit, the eleventh would find 24 GiB. CPU and memory would take many more.
        var host = Host(8, 256) with { Storage = new StorageSpec { Drives = 1, Drive = new NvmeParameters { Capacity = 1L << 40 } } };
        var job = new IoJobSpec { Name = "reads", Rate = 200, Addresses = new AddressSpec { Region = 100L << 30 } };
        var curves = await Search(
            host, new SloSpec { ResponseP99 = SimDuration.FromSeconds(1) },
            count => [.. Mix(count, rate: 5).Select(vm => vm with { Workload = new WorkloadSpec { Template = RequestTemplates.DiskJobs, Jobs = [job] } })]);
        Assert.All(curves.Values, curve => Assert.Equal((10, "disk space"), (curve.Density, curve.Binding)));
        var refused = curves[HypervisorKind.Kvm].Points.First(point => point.Vms > 10);
        Assert.Equal((DensityRefusal.DiskSpace, true), (refused.Refusal, refused.Memory.IsFeasible));
    }

    [Fact]
    public async Task Processor_binds_below_the_number_that_fills_it()
    {
        // 2 ms a request at 100/s is a fifth of a core: 4 cores are full with 20 VMs before any overhead, so fewer must be carried, and at half
        // the load (10 VMs, M/M/4-like at 0.5) waiting is far below 60 ms: at least 10 are carried.
        var slo = new SloSpec { ResponseP99 = SimDuration.FromMilliseconds(60), Ready = 0.2 };
        var curves = await Search(Host(4, 64), slo, count => Mix(count, rate: 100, gib: 0.25));
        Assert.All(curves.Values, curve => Assert.InRange(curve.Density, 10, 19));
        Assert.All(curves.Values, curve => Assert.True(curve.Low <= curve.Density && curve.Density <= curve.High));
    }

    [Fact]
    public async Task Reservations_bind_under_esxi_where_admission_refuses_the_next_vm()
    {
        // 4 cores of 3 GHz; each VM reserves 1.7 GHz: 7 fit into 12 GHz, the eighth is refused. KVM knows no reservations.
        var curves = await Search(
            Host(4, 64), new SloSpec { Ready = 0.5, ResponseP99 = SimDuration.FromSeconds(1) },
            count => [.. Mix(count, rate: 20, gib: 0.25).Select(vm => vm with { Esxi = new EsxiVmSpec { Reservation = 1.7e9 } })]);
        Assert.Equal((7, "reservations"), (curves[HypervisorKind.Esxi].Density, curves[HypervisorKind.Esxi].Binding));
        Assert.True(curves[HypervisorKind.Kvm].Density > 7);
    }

    [Fact]
    public async Task The_number_of_threads_does_not_show()
    {
        var slo = new SloSpec();
        var one = await Search(Host(4, 16), slo, count => Mix(count, rate: 50), threads: 1);
        var two = await Search(Host(4, 16), slo, count => Mix(count, rate: 50), threads: 3);
        foreach (var kind in DensitySearch.Kinds)
        {
            Assert.Equal(one[kind].Points.Select(point => point.Vms), two[kind].Points.Select(point => point.Vms));
            Assert.Equal(
                one[kind].Points.SelectMany(point => point.Metrics.Values.Select(metric => metric.Estimate)),
                two[kind].Points.SelectMany(point => point.Metrics.Values.Select(metric => metric.Estimate)));
        }
    }

    [Fact]
    public void Screen_stops_where_offered_processor_time_or_memory_is_spent()
    {
        // A fifth of a core a VM on 4 cores: 20 by CPU. With 1 GiB each on 16 GiB: 10 by memory (see above).
        Assert.Equal(20, HostScreen.Limit(Host(4, 64), new HypervisorSpec(), count => Mix(count, rate: 100, gib: 0.25), most: 1000));
        Assert.Equal(10, HostScreen.Limit(Host(8, 16), new HypervisorSpec(), count => Mix(count, rate: 5), most: 1000));
    }
}
