using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>Page walks by the pages of guest and host. cpu-and-memory 1.15.</summary>
public sealed class GuestPagesTests
{
    private const long KiB = 1L << 10;
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    private static readonly CpuParameters Cpu = new() { Sockets = 1, CoresPerSocket = 4, ThreadsPerCore = 1 };

    [Theory]
    [InlineData(4 * KiB, 4 * KiB, 24)] // cpu-and-memory 1.15: 24, 15, and 19 with 2 MiB on one side
    [InlineData(2 * MiB, 2 * MiB, 15)]
    [InlineData(2 * MiB, 4 * KiB, 19)]
    [InlineData(4 * KiB, 2 * MiB, 19)]
    [InlineData(GiB, GiB, 8)]          // (2 + 1)(2 + 1) - 1
    [InlineData(2 * MiB, GiB, 11)]     // (3 + 1)(2 + 1) - 1
    public void A_walk_in_two_dimensions_reads_the_tables_of_both(long guest, long host, int references) => Assert.Equal(references, GuestPages.References(guest, host));

    [Theory]
    [InlineData(0.4, 1, 2, 0, 1, 0, 1)]        // low: web, small heaps
    [InlineData(1.5, 5, 10, 3, 5, 1, 3)]       // medium: databases, the default
    [InlineData(10, 30, 100, 15, 40, 5, 15)]   // high: graphs
    public void From_one_figure_for_large_pages_follow_those_of_the_reference_for_small_ones(
        double large, double smallLeast, double smallMost, double mixedLeast, double mixedMost, double largeLeast, double largeMost)
    {
        // Rows and columns of the table in cpu-and-memory 1.15: 4K/4K, 4K on 2M, 2M/2M. The exponent was fitted to the first column of the medium row; the others are what follows.
        Assert.InRange(large * Factor(4 * KiB, 4 * KiB), smallLeast, smallMost);
        Assert.InRange(large * Factor(4 * KiB, 2 * MiB), mixedLeast, mixedMost);
        Assert.InRange(large * Factor(2 * MiB, 2 * MiB), largeLeast, largeMost);
    }

    [Fact]
    public void Misses_fall_with_the_reach_of_the_tlb_up_to_the_memory_in_use()
    {
        // 1536 entries reach 6 MiB with pages of 4 KiB, 3 GiB with 2 MiB; 16 reach 16 GiB with 1 GiB. A walk: 110 cycles for 24 references, 45 for 15.
        Assert.Equal(1, Factor(2 * MiB, 2 * MiB));
        Assert.Equal(Math.Pow(512, 0.07) * 110 / 45, Factor(4 * KiB, 4 * KiB), 1e-9);
        // In use: 4 MiB, which pages of either size reach; 96 MiB, 16 times what the small ones do.
        Assert.Equal(110 / 45.0, Factor(4 * KiB, 4 * KiB, active: 4 * MiB), 1e-9);
        Assert.Equal(Math.Pow(16, 0.07) * 110 / 45, Factor(4 * KiB, 4 * KiB, active: 96 * MiB), 1e-9);
        Assert.Equal(Math.Pow(16 / 3.0, -0.07) * Math.Pow(8 / 15.0, Math.Log(110 / 45.0) / Math.Log(24 / 15.0)), Factor(GiB, GiB), 1e-9);
        // Large pages of the guest alone: the TLB holds the host's small ones, a walk of 19 references is between the two.
        Assert.Equal(Factor(4 * KiB, 2 * MiB), Factor(2 * MiB, 4 * KiB));
        Assert.InRange(Factor(2 * MiB, 4 * KiB), Math.Pow(512, 0.07), Math.Pow(512, 0.07) * 110 / 45);
        // No dependence on the reach; and twice the entries, which reach 12 of 24 MiB.
        Assert.Equal(110 / 45.0, new GuestPages { Guest = 4 * KiB, Host = 4 * KiB }.Factor(new GuestCosts { TlbMissExponent = 0 }, Cpu, 64 * GiB), 1e-9);
        Assert.Equal(Math.Pow(2, 0.07) * 110 / 45, new GuestPages { Guest = 4 * KiB, Host = 4 * KiB }.Factor(new GuestCosts(), Cpu with { TlbEntries = 3072 }, 24 * MiB), 1e-9);
    }

    [Fact]
    public void What_the_host_has_no_large_pages_for_lies_in_small_ones()
    {
        var covered = new GuestPages { HostCoverage = 0.6 }.Factor(new GuestCosts(), Cpu, 64 * GiB);
        Assert.Equal(0.6 + (0.4 * Factor(2 * MiB, 4 * KiB)), covered, 1e-9);
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void Small_pages_lengthen_guest_work_and_cost_throughput(HypervisorKind kind)
    {
        var (large, small) = (Build(kind, new GuestPages()), Build(kind, new GuestPages { Guest = 4 * KiB, Host = 4 * KiB }));
        // A CPU second: 10 % in page walks with large pages; 64 GiB, half of them in use.
        Assert.Equal(1.1e12, large.Vms.Single().GuestWork(1), 1.0);
        Assert.Equal((1 + (0.1 * Math.Pow(512, 0.07) * 110 / 45)) * 1e12, small.Vms.Single().GuestWork(1), 1.0);
        // One user of requests of exactly 1 ms: throughput falls as the work gets longer, but for what messages and wake-ups cost, some 10 us a request or 1 %.
        var (fast, slow) = (Throughput(large), Throughput(small));
        Assert.Equal(1.1 / (1 + (0.1 * Math.Pow(512, 0.07) * 110 / 45)), slow / fast, 0.01);
    }

    private static double Throughput(SimulatedHost host)
    {
        host.Run(SimDuration.FromSeconds(0.1), SimDuration.FromSeconds(2), CancellationToken.None);
        return HostReading.Of(host)["request.custom.throughput"];
    }

    private static SimulatedHost Build(HypervisorKind kind, GuestPages pages)
    {
        var guest = new GuestCosts { TranslationOverhead = 0.1, ExitRate = 0, TickRate = 0 };
        var hypervisor = new HypervisorSpec { Kind = kind, Kvm = new KvmSpec { Guest = guest }, Esxi = new EsxiSpec { Guest = guest } };
        var workload = new WorkloadSpec
        {
            Template = RequestTemplates.Custom, Users = 1, Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(1), Variation = 0 }],
        };
        var vm = new VmPlan("vm", 1, new MemoryDemand(64 * GiB, 1, 0.5, 1), workload) { Pages = pages };
        return new SimulatedHost(new HostSpec { Cpu = Cpu, Memory = new MemoryParameters { Size = 128 * GiB } }, hypervisor, [vm], seed: 1, replication: 0);
    }

    private static double Factor(long guest, long host, long active = 64 * GiB) => new GuestPages { Guest = guest, Host = host }.Factor(new GuestCosts(), Cpu, active);
}
