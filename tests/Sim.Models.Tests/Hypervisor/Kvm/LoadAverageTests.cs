using Sim.Models.Hypervisor.Kvm;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Load averages as Linux computes them (kernel/sched/pelt.c): periods of 1024 x 1024 ns, half life of 32.</summary>
public sealed class LoadAverageTests
{
    /// <summary>1024 ns.</summary>
    private const long Grain = 1_024_000;

    private const long Period = 1024 * Grain;

    [Fact]
    public void Always_running_is_1024_and_half_of_it_is_left_after_32_periods()
    {
        var average = new LoadAverage();
        average.Advance(1000 * Period, load: 2048, runnable: 3, isRunning: true);
        // The sum of all periods is LOAD_AVG_MAX 47742 up to rounding, so the averages are what was given, less one for integers.
        Assert.InRange(average.Load, 2047, 2048);
        Assert.InRange(average.Runnable, 3071, 3072);
        Assert.InRange(average.Utilisation, 1023, 1024);
        average.Advance(1032 * Period, load: 0, runnable: 0, isRunning: false);
        Assert.InRange(average.Load, 1023, 1024);
        Assert.InRange(average.Utilisation, 511, 512);
        average.Advance(5000 * Period, load: 0, runnable: 0, isRunning: false);
        Assert.True(average.IsZero);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void A_sum_decays_by_the_32nd_root_of_a_half_a_period(int periods)
    {
        // Table entries are rounded down to 32 bits, the product to whole numbers: below by less than 2.
        var expected = 47742 * Math.Pow(0.5, periods / 32.0);
        Assert.InRange(LoadAverage.Decayed(47742, periods), expected - 2, expected);
    }

    [Theory]
    [InlineData(700)]        // inside a period
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public void Many_small_steps_and_one_large_one_come_to_the_same(int grains)
    {
        var (whole, steps) = (new LoadAverage(), new LoadAverage());
        whole.Advance(grains * Grain, load: 1024, runnable: 1, isRunning: true);
        for (var at = 0L; at < grains; at += 7) steps.Advance(at * Grain, load: 1024, runnable: 1, isRunning: true);
        steps.Advance(grains * Grain, load: 1024, runnable: 1, isRunning: true);
        // Rounding down once a period, of sums of 1024 x 47742, cannot show in more than one unit of 1024.
        Assert.InRange(steps.Utilisation, whole.Utilisation - 1, whole.Utilisation + 1);
        Assert.InRange(steps.Load, whole.Load - 1, whole.Load + 1);
    }

    [Fact]
    public void A_thread_takes_its_load_along_and_leaves_nothing()
    {
        var (thread, queue) = (new LoadAverage(), new LoadAverage());
        thread.Begin(0, utilisation: 300);
        queue.AddLoad(thread.LoadSum * 512);
        queue.AddThread(thread, +1);
        Assert.Equal(512, thread.LoadOf(512));
        Assert.Equal((512, 300), (queue.Load, queue.Utilisation));
        queue.AddLoad(-thread.LoadSum * 512);
        queue.AddThread(thread, -1);
        Assert.True(queue.IsZero);
    }

    [Theory]
    [InlineData(2, 3, 1023, 2048, GroupState.Overloaded)]    // three threads on two pCPUs, runnable 2048 x 100 <= 2048 x 117, but used 1023 + 1023 of 2048 x 117 %
    [InlineData(2, 3, 800, 2048, GroupState.HasSpare)]       // used 1600 x 117 % = 1872 of 2048
    [InlineData(2, 3, 800, 2500, GroupState.Overloaded)]     // runnable 2500 > 2048 x 117 %
    [InlineData(2, 1, 1023, 1024, GroupState.HasSpare)]      // a pCPU without a thread
    [InlineData(2, 2, 1023, 2048, GroupState.FullyBusy)]     // a thread each
    public void A_part_of_a_domain_is_as_full_as_its_threads_and_their_running_time_say(int pcpus, int threads, long used, long runnable, object state)
    {
        var part = new PcpuGroup { Count = pcpus, Threads = threads, Utilisation = used * pcpus, Runnable = runnable };
        Assert.Equal((GroupState)state, part.State(imbalancePercent: 117));
    }
}
