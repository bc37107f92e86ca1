using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Workload;

public sealed class AddressPatternTests
{
    [Fact]
    public void A_sequential_stream_goes_round_its_part_of_the_region()
    {
        // 40 KiB from 1 MiB on in four parts: the third is 8 KiB from 1 MiB + 20 KiB, two blocks of 4 KiB and no half one.
        var spec = new AddressSpec { Order = AddressOrder.Sequential, Region = 40 << 10, Start = 1 << 20 };
        var pattern = Pattern(spec, 4096, part: 2, parts: 4);
        long[] places = [.. Enumerable.Range(0, 5).Select(_ => pattern.Next())];
        const long First = (1 << 20) + (16 << 10);
        Assert.Equal([First, First + 4096, First, First + 4096, First], places);
    }

    [Theory]
    [InlineData(AddressOrder.Random)]
    [InlineData(AddressOrder.Zipf)]
    public void Places_are_whole_blocks_of_the_region_and_every_block_comes(AddressOrder order)
    {
        var pattern = Pattern(new AddressSpec { Order = order, Region = 100 * 16384 + 5000, Start = 4096 }, 16384);
        var seen = new HashSet<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var place = pattern.Next();
            Assert.True(place >= 4096 && (place - 4096) % 16384 == 0 && place < 4096 + (100 * 16384));
            seen.Add(place);
        }

        Assert.Equal(100, seen.Count);
    }

    [Fact]
    public void Popular_places_are_as_popular_as_their_rank_says_and_lie_apart()
    {
        // The k-th most frequent of 1,000 places is drawn with k^-1 over the harmonic number 7.485; four standard deviations of a count.
        var pattern = Pattern(new AddressSpec { Order = AddressOrder.Zipf, Region = 1000 * 4096, Skew = 1 }, 4096);
        var counts = new Dictionary<long, int>();
        const int Draws = 200_000;
        for (var i = 0; i < Draws; i++)
        {
            var place = pattern.Next();
            counts[place] = counts.GetValueOrDefault(place) + 1;
        }

        var ranked = counts.OrderByDescending(one => one.Value).ToList();
        for (var rank = 1; rank <= 5; rank++)
        {
            var expected = Draws / (rank * 7.485470860550345);
            Assert.Equal(expected, ranked[rank - 1].Value, 4 * Math.Sqrt(expected));
        }

        for (var i = 1; i < 5; i++) Assert.True(Math.Abs(ranked[i].Key - ranked[i - 1].Key) > 100 * 4096);
    }

    [Fact]
    public void A_vm_on_a_hard_disk_reads_in_order_as_fast_as_the_medium_passes()
    {
        // One user who reads 1 MiB after another: 250 MB/s at the outer edge, read ahead while the guest computes: 238 a second, and a little less while the
        // disk's controller (50 us) and the path are in between. At random over 1 GB each one seeks 0.8 ms and more and waits half a turn, 4.2 ms, on average.
        double Rate(AddressOrder order) => Run(order, kind: HypervisorKind.Kvm).Probes["custom"].Response.Count / 2.0;
        var (sequential, random) = (Rate(AddressOrder.Sequential), Rate(AddressOrder.Random));
        // To one request in 2 s, cut off at either end.
        Assert.InRange(sequential, 0.93 * 250e6 / (1 << 20), (250e6 / (1 << 20)) + 0.5);
        Assert.InRange(random, 1 / 0.0115, 1 / (0.0008 + 0.00417 + (1048576 / 250e6)) * 1.1);
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void Disks_of_vms_lie_one_behind_the_other(HypervisorKind kind)
    {
        var host = Run(AddressOrder.Random, kind, vms: 3);
        Assert.Equal([0L, 1L << 30, 2L << 30], host.Disks.Select(disk => disk.Start));
    }

    [Fact]
    public void What_a_vm_computes_does_not_depend_on_where_its_requests_fall()
    {
        // The places have streams of their own.
        Assert.Equal(Run(AddressOrder.Random, HypervisorKind.Kvm).Probes["custom"].DrawnCpu > 0, Run(AddressOrder.Sequential, HypervisorKind.Kvm).Probes["custom"].DrawnCpu > 0);
        Assert.Equal(Run(AddressOrder.Zipf, HypervisorKind.Kvm).Fingerprint(), Run(AddressOrder.Zipf, HypervisorKind.Kvm).Fingerprint());
    }

    private static AddressPattern Pattern(AddressSpec spec, int bytes, int part = 0, int parts = 1) => new(spec, bytes, new RngStreams(1, 0).Get("places"), part, parts);

    private static SimulatedHost Run(AddressOrder order, HypervisorKind kind, int vms = 1)
    {
        var workload = new WorkloadSpec
        {
            Template = RequestTemplates.Custom, Users = 1,
            Stages =
            [
                new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMicroseconds(100) },
                new StageSpec { Kind = StageKind.Read, Size = 1 << 20, Addresses = new AddressSpec { Order = order, Region = 1 << 30 } },
            ],
        };
        var host = new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 8 }, Memory = new MemoryParameters { Size = 64L << 30 }, Storage = new StorageSpec { Drives = 1, Disk = new HddParameters() },
        };
        var plans = Enumerable.Range(0, vms).Select(i => new VmPlan($"vm{i}", 2, new MemoryDemand(4L << 30, 1, 0.3, 2), workload));
        var simulated = new SimulatedHost(host, new HypervisorSpec { Kind = kind }, [.. plans], seed: 1, replication: 0);
        simulated.Run(SimDuration.FromMilliseconds(100), SimDuration.FromSeconds(2), CancellationToken.None);
        return simulated;
    }
}
