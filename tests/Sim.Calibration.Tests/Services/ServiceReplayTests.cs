using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Calibration.Services;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Calibration.Tests.Services;

public sealed class ServiceReplayTests
{
    private static readonly CpuMachine Free = Enumerable.Range(0, CpuMachine.Names.Length).Aggregate(new CpuMachine(), (machine, i) => machine.With(i, 0));
    private static readonly DemandLaw Constant = new(0, 0);

    [Theory]
    [InlineData("nginx", 1)]
    [InlineData("mariadb read-only", 16)]
    public void One_client_alone_waits_for_nothing_but_its_own_work_and_a_refill_at_every_wake_up(string service, int trips)
    {
        // 1000 us of server CPU, and a trip 10 us of client CPU and a refill of 5 us on each side: 1000 + 20 trips.
        var run = Only(Case(service, 1), Demand(service, 1000, 10), refill: 5);
        Assert.Equal((1000 + (20 * trips)) * 1e3, run.Mean, 1e-3);
        Assert.Equal(run.Mean, run.P99, 1e-3);
        // Whole requests of 2 s, and the server's part of each: 1000 us and a refill a trip; the last is cut off.
        Assert.Equal((long)(2e6 / (1000 + (20 * trips))), run.Requests);
        Assert.InRange(run.ServerCpu - (run.Requests * (1000 + (5 * trips)) * 1e-6), 0, (1000 + (5 * trips)) * 1e-6);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("mariadb read-only")]
    public void Many_clients_keep_the_server_busy_without_a_refill_and_response_time_law_holds(string service)
    {
        // With 16 clients the server never idles nor changes program: 1000 requests a second; 16 in flight respond in 16 ms (Little's law in a closed loop).
        var run = Only(Case(service, 16), Demand(service, 1000, 10), refill: 5);
        Assert.Equal(1000, run.Throughput, 1000 * 0.01);
        Assert.Equal(16e6, run.Mean, 16e6 * 0.01);
        Assert.Equal(2, run.ServerCpu, 0.002);
    }

    [Fact]
    public void Beside_a_busy_neighbour_every_service_keeps_its_half_also_when_it_sleeps_between_requests()
    {
        // Equal cgroups: half of the CPU each. One client leaves the CPU for 10 us a request; a share of 1 % is lost at most, and a turn of 4 ms in 2 s.
        foreach (var service in (string[])["nginx", "mariadb read-only"])
        {
            Assert.Equal(1, Only(Case(service, 8, "always-busy"), Demand(service, 1000, 10), refill: 0).ServerCpu, 0.015);
            Assert.Equal(1, Only(Case("nginx", 1, "always-busy"), Demand("nginx", 1000, 10), refill: 0).ServerCpu, 0.025);
        }
    }

    [Fact]
    public void Threads_of_one_server_share_its_weight()
    {
        // MariaDB with 8 threads and nginx with one worker: half of the CPU each, within a turn of 4 ms.
        var one = Case("nginx", 4) with { Services = [Case("nginx", 4).Services[0], Case("mariadb read-only", 8).Services[0]] };
        var runs = ServiceReplay.Run(Schedule(one), one, [Demand("nginx", 1000, 0), Demand("mariadb read-only", 1000, 0)], new ServiceMachine(Free, SimDuration.Zero), 0);
        Assert.Equal(1, runs[0].ServerCpu, 0.015);
        Assert.Equal(1, runs[1].ServerCpu, 0.015);
    }

    [Fact]
    public void Commits_that_wait_for_a_flush_go_together_in_the_next()
    {
        // Next to no CPU and flushes of 10 ms: alone 100 transactions a second; of eight, those who come during a flush share the next, so that each
        // commits in every second flush: 8 in 20 ms are 400 a second.
        var demand = Demand("mariadb read-write", 20, 0) with { CommitTime = SimDuration.FromMilliseconds(10) };
        Assert.Equal(100, Only(Case("mariadb read-write", 1), demand, refill: 0).Throughput, 1.5);
        Assert.Equal(400, Only(Case("mariadb read-write", 8), demand, refill: 0).Throughput, 10.0);
    }

    [Fact]
    public void Same_replication_same_numbers_and_others_differ()
    {
        var one = Case("mariadb read-only", 4, "always-busy", "poisson 50/s exponential 2 ms");
        var demand = Demand("mariadb read-only", 800, 20) with { Law = new DemandLaw(0.3, 0.4) };
        ServiceReplayRun Of(int replication) => ServiceReplay.Run(Schedule(one), one, [demand], new ServiceMachine(new CpuMachine(), SimDuration.FromMicroseconds(20)), replication)[0];
        Assert.Equal(Of(3), Of(3));
        Assert.NotEqual(Of(3), Of(4));
    }

    [Fact]
    public void The_law_of_demands_has_mean_one_and_goes_through_its_percentiles()
    {
        var law = DemandLaw.Through(1000, 1400, 2500);
        var stream = new RngStream(1, 0, "law");
        var draws = Enumerable.Range(0, 200_000).Select(_ => law.Sample(stream)).Order().ToArray();
        // Standard deviation near 0.35: four standard errors of the mean are 0.0031; of the percentiles' ratios, by the density there, below 1.5 %.
        Assert.Equal(1, draws.Average(), 0.0035);
        Assert.Equal(1.4, draws[180_000] / draws[100_000], 0.015);
        Assert.Equal(2.5, draws[198_000] / draws[100_000], 0.05);
    }

    internal static ServiceCase Case(string service, int clients, params string[] neighbours) => new()
    {
        Name = $"{service} {clients}", Neighbours = [.. neighbours], Services = [new ServiceLoad { Service = service, Clients = clients, Runs = [] }],
    };

    internal static ServiceSchedule Schedule(params ServiceCase[] cases) => new() { Seconds = 2, Cases = [.. cases] };

    internal static ServiceDemand Demand(string service, double cpuMicroseconds, double clientMicroseconds) => new(
        service, SimDuration.FromMicroseconds(cpuMicroseconds), Constant, SimDuration.FromMicroseconds(clientMicroseconds), SimDuration.Zero, Constant);

    private static ServiceReplayRun Only(ServiceCase one, ServiceDemand demand, double refill) =>
        Assert.Single(ServiceReplay.Run(Schedule(one), one, [demand], new ServiceMachine(Free, SimDuration.FromMicroseconds(refill)), 0));
}
