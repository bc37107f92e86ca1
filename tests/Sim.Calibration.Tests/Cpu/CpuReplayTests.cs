using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Core.Time;

namespace Sim.Calibration.Tests.Cpu;

public sealed class CpuReplayTests
{
    private static readonly CpuMachine Free = Enumerable.Range(0, CpuMachine.Names.Length).Aggregate(new CpuMachine(), (machine, i) => machine.With(i, 0));

    [Fact]
    public void Draws_give_every_measured_thread_its_number_of_requests_and_no_more_demand_than_it_burnt()
    {
        foreach (var (one, rows) in Measured.Directory.Schedule.Cases.Zip(Measured.Directory.Measured))
        {
            foreach (var row in rows.Where(row => !one.Groups[row.Group].IsAlwaysBusy))
            {
                var requests = CpuDraws.Of(one.Groups[row.Group], one.Seeds[row.Run], row.Thread, Measured.Directory.Schedule.Seconds);
                Assert.Equal(row.Requests, requests.Length);
                Assert.InRange(requests.Sum(request => request.Demand / 1e12), row.CpuSeconds * 0.8, row.CpuSeconds);
            }
        }
    }

    [Theory]
    [InlineData("solo-det500us")]
    [InlineData("solo-exp1ms")]
    public void One_thread_alone_on_a_free_machine_is_a_first_come_first_served_queue(string name)
    {
        // Lindley: a request is done at max(its arrival, the end of the one before) + demand.
        var one = Measured.Directory.Schedule.Cases[Measured.IndexOf(name)];
        var end = 0L;
        var responses = new List<long>();
        foreach (var (arrival, demand) in CpuDraws.Of(one.Groups[0], one.Seeds[0], 0, 8))
        {
            end = Math.Max(arrival, end) + demand;
            responses.Add(end - arrival);
        }

        responses.Sort();
        var replayed = Assert.Single(CpuReplay.Run(Measured.Directory.Schedule, one, 0, Free).Threads);
        Assert.Equal(responses.Average() / 1000, replayed.Mean, 1e-3);
        Assert.Equal(responses[responses.Count / 2] / 1000d, replayed.P50, 1e-3);
        Assert.Equal(responses[responses.Count * 99 / 100] / 1000d, replayed.P99, 1e-3);
    }

    [Fact]
    public void A_request_after_a_sleep_pays_each_cost_once()
    {
        // 100 requests a second of 500 us: most find the CPU in deep idle, and the median one pays everything. The way out of deep idle is
        // drawn: see below. The last two are the time until deep idle and what a thread uses outside its requests.
        var one = Measured.Directory.Schedule.Cases[Measured.IndexOf("solo-det500us")];
        var before = CpuReplay.Run(Measured.Directory.Schedule, one, 0, Free).Threads[0].P50;
        foreach (var i in new[] { 0, 2, 3, 4, 5 })
            Assert.Equal(before + 5000, CpuReplay.Run(Measured.Directory.Schedule, one, 0, Free.With(i, 5000)).Threads[0].P50, 1e-3);
    }

    [Fact]
    public void The_way_out_of_deep_idle_has_three_stages_and_is_paid_by_who_finds_the_cpu_so()
    {
        // About 800 requests a run, of which P(idle at least 1 ms at an arrival) = P(gap > 1.5 ms) = exp(-0.15) = 0.86 wake the CPU and
        // 1 - exp(-0.05) = 0.049 wait behind the one before, far beyond the median. Three exponential stages of 5/3 us take longer than 5/3 y us with
        // exp(-y) (1 + y + y^2 / 2): 0.049 + 0.86 of that = 0.5 gives y = 2.576, x = 4.293 us. The median of n is off by 0.5 / sqrt(n) over its density there,
        // 0.86 exp(-y) y^2 / 2 / 1667 = 1.30e-4 a ns: 4 standard errors of 3840 / sqrt(n) ns.
        var one = Measured.Directory.Schedule.Cases[Measured.IndexOf("solo-det500us")];
        var machine = Free.With(1, 5000).With(6, 1e6);
        var run = CpuReplay.Run(Measured.Directory.Schedule, one, 0, machine);
        Assert.Equal(run.Threads[0].Requests * Math.Exp(-0.15), run.ColdSleeps[0], 4 * Math.Sqrt(run.Threads[0].Requests * 0.86 * 0.14));
        Assert.Equal(500_000 + 4293, run.Threads[0].P50, 4 * 3840 / Math.Sqrt(run.Threads[0].Requests));
        Assert.Equal(0, CpuReplay.Run(Measured.Directory.Schedule, one, 0, Free.With(1, 5000).With(6, 1e9)).ColdSleeps[0]);
    }

    [Fact]
    public void Always_busy_threads_end_with_the_piece_under_way_and_share_alike()
    {
        var busy = Measured.Directory.Schedule.Cases[Measured.IndexOf("busy-4")];
        var run = CpuReplay.Run(Measured.Directory.Schedule, busy, 0, Free);
        // Four threads of a free CPU: 2 s each within two turns of 4 ms (one tick); together 8 s and at most a piece of each beyond.
        Assert.All(run.Threads, thread => Assert.InRange(thread.CpuSeconds, 2 - 0.008, 2 + 0.008));
        Assert.InRange(run.Threads.Sum(thread => thread.CpuSeconds), 8, 8.004);
        // A turn is 4 pieces: three of four take 1 ms, one waits for the three others' turns: 13 ms.
        Assert.Equal(1e6, run.Threads[0].P50, 1e-3);
        Assert.Equal(13e6, run.Threads[0].P90, 1e-3);
    }

    [Fact]
    public void Weights_and_quotas_of_cgroups_are_kept()
    {
        // Weights 1024 and 512: two thirds and one third of 8 s, off by a turn of 4 ms and a piece of 1 ms.
        var weights = CpuReplay.Run(Measured.Directory.Schedule, Measured.Directory.Schedule.Cases[Measured.IndexOf("weights-2to1-busy")], 0, Free);
        Assert.Equal(8 * 2 / 3.0, weights.Threads[0].CpuSeconds, 0.009);
        Assert.Equal(8 / 3.0, weights.Threads[1].CpuSeconds, 0.009);
        // 50 ms in each of 80 periods of 100 ms; the end is seen at a tick of 4 ms and paid back, and the last piece runs on to its end.
        var quota = CpuReplay.Run(Measured.Directory.Schedule, Measured.Directory.Schedule.Cases[Measured.IndexOf("quota50-busy")], 0, Free);
        Assert.Equal(80 * 0.05, quota.Threads[0].CpuSeconds, 0.009);
    }

    [Fact]
    public void Threads_that_share_a_cgroup_and_read_their_clock_take_turns_of_a_slice()
    {
        // smp2-vm4-vm1: on each CPU a hog beside two threads of a group of four that never catch up. A piece of 1 ms of the hog waits for one or
        // two turns of the others, 1.4 ms each: not for ticks of 4 ms. Measured: p90 2.409 ms, p99 3.814 ms.
        var run = CpuReplay.Run(Measured.Directory.Schedule, Measured.Directory.Schedule.Cases[Measured.IndexOf("smp2-vm4-vm1")], 0, Free);
        var hog = run.Threads[4];
        Assert.Equal(2.4e6, hog.P90, 1e4);
        Assert.Equal(3.8e6, hog.P99, 1e4);
    }

    [Theory]
    [InlineData("6.6", 2, 1.5, false)]    // 0.75 ms x (1 + log2 2)
    [InlineData("6.12", 8, 3.0, true)]    // 0.75 ms x (1 + log2 8)
    [InlineData("6.18", 2, 1.4, true)]    // 0.70 ms x 2
    [InlineData("6.18", 64, 2.8, true)]   // no more than 8 CPUs count
    public void The_kernel_and_the_machine_fix_slice_and_features(string kernel, int cpus, double slice, bool delays)
    {
        var parameters = CpuReplay.Scheduler(new CpuScheduleHost { Cpus = cpus, Kernel = kernel, Scheduler = "eevdf", Hz = 250 });
        Assert.Equal(slice, parameters.Slice.Milliseconds, 1e-9);
        Assert.Equal(delays, parameters.DelayDequeue);
    }

    [Fact]
    public void Known_costs_are_found_again_from_what_a_machine_with_them_would_show()
    {
        var known = new CpuMachine
        {
            TimerLateness = SimDuration.FromMicroseconds(40), IdleExit = SimDuration.FromMicroseconds(25), ContextSwitch = SimDuration.FromMicroseconds(3),
            RequestCpu = SimDuration.FromMicroseconds(5), WakeCpu = SimDuration.FromMicroseconds(12), ColdWakeCpu = SimDuration.FromMicroseconds(20),
            DeepIdleAfter = SimDuration.FromMicroseconds(400), ThreadCpu = SimDuration.FromMicroseconds(1500),
        };
        string[] names = ["solo-det500us", "solo-exp1ms", "open-4x0.2-exp1ms", "micro-4x-100us", "busy-4", "busy-16"];
        var own = Measured.Directory.Schedule;
        var schedule = own with { Cases = [.. own.Cases.Where(one => names.Contains(one.Name))] };
        var made = schedule.Cases.Select(one => CpuReplay.Runs(schedule, one, known).SelectMany(run => run.Threads).ToImmutableArray()).ToImmutableArray();
        var found = CpuEstimator.Estimate([Measured.Directory with { Schedule = schedule, Measured = made }]).Machine;
        // CPU costs come from sums that the replay reproduces, within a microsecond: whether a sleep ends cold depends a little on the latencies.
        // The three latencies differ only in when they are paid, and are found from differences over steps of 10 us: within half a step.
        // The idle time before deep idle is one of the candidates. What a thread uses outside its requests is seen divided by 800 requests and more: a microsecond of a wake-up is a millisecond there, and the
        // cases must agree on it far closer.
        double[] tolerance = [5, 5, 5, 1, 1, 1, 0, 300];
        for (var i = 0; i < known.Values.Length; i++) Assert.Equal(known.Values[i] / 1000, found.Values[i] / 1000, tolerance[i]);
    }
}
