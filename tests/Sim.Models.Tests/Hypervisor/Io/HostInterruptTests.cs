using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>Interrupts of drives on the pCPUs of a Linux host; in the tests of the mechanism 1 us on the way, 1 us of handler (0.5 at a storage thread at work), 0.3 us for each further completion.</summary>
public sealed class HostInterruptTests
{
    private static readonly HostInterruptCosts Costs = new(Us(1), Us(1), Us(0.5), Us(0.3), Us(0.6));

    [Fact]
    public void A_handler_takes_its_time_and_the_exit_from_a_vcpu_that_runs()
    {
        // 100 us of work from 0 on; interrupted at 11 for 1 us, and 0.6 us of leaving and entering the guest: over at 101.6. Told at 12.
        var bench = new Bench(1);
        var vcpu = bench.Host.AddVm("vm", 1).Vcpus[0];
        bench.Host.Submit(vcpu, Us(100));
        bench.CompleteAt(Us(10), submitter: 0);
        bench.Host.Run(Us(101.5));
        Assert.Equal(WorldState.Running, vcpu.State);
        bench.Host.Run(Us(0.2));
        Assert.Equal(WorldState.Blocked, vcpu.State);
        Assert.Equal([Us(12)], bench.Told);
        vcpu.Settle(bench.Host.Now);
        Assert.Equal(Us(101.6).Picoseconds, vcpu.RunTime);
        Assert.Equal(Us(1).Picoseconds, bench.Host.Dispatcher.HandlerTime);
        Assert.Equal(1, bench.Host.Vms[0].ExitsFor(ExitReason.Interrupt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_irq_time_accounting_the_scheduler_does_not_charge_the_thread(bool accounts)
    {
        // 40 interrupts, 2 us apart from the tenth on: each takes 1 us of the only thread. It works 100 us for 140, and is charged for 140 or for 100.
        var bench = new Bench(1, accounts);
        var thread = bench.Host.Dispatcher.AddWorld("thread", WorldKind.Network, vmId: -1, source: null, PollPolicy.Off);
        bench.Host.Submit(thread, Us(1000));
        bench.Host.Run(Us(10));
        var before = thread.Entity.VirtualTime;
        for (var i = 0; i < 40; i++) bench.CompleteAt(Us(10 + (2 * i)), submitter: 0);
        bench.Host.Run(Us(140));
        bench.Host.Dispatcher.CheckAccounts();
        Assert.Equal(40, bench.Told.Count);
        Assert.Equal(Us(150).Picoseconds, thread.RunTime);
        Assert.Equal(Us(110).Picoseconds, thread.WorkDone);
        Assert.Equal(Us(accounts ? 100 : 140).Picoseconds, thread.Entity.VirtualTime - before);
        Assert.Equal(Us(accounts ? 40 : 0).Picoseconds, thread.OverlapTime);
        Assert.Equal(Us(40).Picoseconds, thread.HandlerTime);
    }

    [Fact]
    public void An_idle_pcpu_leaves_its_idle_state_first_and_goes_back()
    {
        // 10 + 1 of the message, 2 of the exit, 1 of the handler: told at 14. Busy from 11 to 14, and idle to the scheduler throughout.
        var bench = new Bench(2, exit: Us(2));
        bench.CompleteAt(Us(10), submitter: 1);
        bench.Host.Run(Us(12));
        Assert.True(bench.Host.Dispatcher.Idle.IsIdle(1));
        Assert.Equal(SimDuration.Zero, bench.Host.Dispatcher.IdleFor(1));
        bench.Host.Run(Us(20));
        Assert.Equal([Us(14)], bench.Told);
        Assert.Equal((0L, Us(3).Picoseconds), (bench.Host.Dispatcher.BusyTime(0), bench.Host.Dispatcher.BusyTime(1)));
        Assert.Equal(Us(18), bench.Host.Dispatcher.IdleFor(1));
        bench.Host.Dispatcher.CheckAccounts();
    }

    [Fact]
    public void Completions_on_the_way_share_an_interrupt_and_later_ones_have_their_own()
    {
        // The message of 10.0 is there at 11.0 and finds those of 10.4 and 10.8 as well: 1.6 us, told at 12.6. That of 11.2 raises another, which arrives at 12.2 and waits until 12.6: 13.6.
        var bench = new Bench(1);
        foreach (var time in (double[])[10, 10.4, 10.8, 11.2]) bench.CompleteAt(Us(time), submitter: 0);
        bench.Host.Run(Us(50));
        Assert.Equal([Us(12.6), Us(12.6), Us(12.6), Us(13.6)], bench.Told);
        Assert.Equal((2, 4), (bench.Interrupts.Handlers, bench.Interrupts.Completions));
        Assert.Equal([0, 1, 2, 3], bench.Ids);
        Assert.Equal(Us(2.6).Picoseconds, bench.Host.Dispatcher.BusyTime(0));
    }

    [Fact]
    public void Interrupts_of_two_drives_come_one_after_the_other_on_a_pcpu_and_at_once_on_two()
    {
        var bench = new Bench(2);
        bench.CompleteAt(Us(10), submitter: 0);
        bench.CompleteAt(Us(10), submitter: 0, drive: 1);
        bench.CompleteAt(Us(20), submitter: 0);
        bench.CompleteAt(Us(20), submitter: 1, drive: 1);
        bench.Host.Run(Us(50));
        Assert.Equal([Us(12), Us(13), Us(22), Us(22)], bench.Told);
    }

    [Theory]
    [InlineData(4, 3, 3)]       // a vector each
    [InlineData(2, 1, 0)]       // 0 and 1 share the first, 2 and 3 the second
    [InlineData(2, 3, 2)]
    [InlineData(3, 1, 0)]       // floor(submitter 3/4): pairs 0, 0, 1, 2
    [InlineData(3, 2, 2)]
    [InlineData(1, 3, 0)]
    public void Pcpus_that_share_a_queue_pair_are_interrupted_on_the_first_of_them(int pairs, int submitter, int handler)
    {
        var bench = new Bench(4, pairs: pairs);
        bench.CompleteAt(Us(10), submitter);
        bench.Host.Run(Us(50));
        for (var pcpu = 0; pcpu < 4; pcpu++) Assert.Equal(pcpu == handler ? Us(1).Picoseconds : 0, bench.Host.Dispatcher.BusyTime(pcpu));
    }

    [Fact]
    public void A_switch_that_a_handler_interrupts_takes_so_much_longer()
    {
        // The switch lasts from 10 to 15; the handler from 11 to 12. The 5 us of work end at 21 instead of 20.
        var bench = new Bench(1, dispatch: HostHarness.NoCosts with { ContextSwitch = Us(5) });
        var thread = bench.Host.Dispatcher.AddWorld("thread", WorldKind.Network, vmId: -1, source: null, PollPolicy.Off);
        bench.CompleteAt(Us(10), submitter: 0);
        bench.Host.Run(Us(10));
        bench.Host.Submit(thread, Us(5));
        bench.Host.Run(Us(50));
        thread.Settle(bench.Host.Now);
        Assert.Equal(Us(6).Picoseconds, thread.ReadyTime);
        Assert.Equal(Us(11).Picoseconds, bench.Host.Dispatcher.BusyTime(0));
    }

    [Fact]
    public void A_storage_thread_at_work_has_what_the_handler_needs_in_its_caches()
    {
        var bench = new Bench(1);
        var thread = bench.Host.Dispatcher.AddWorld("thread", WorldKind.Storage, vmId: -1, source: null, PollPolicy.Off);
        bench.Host.Submit(thread, Us(100));
        bench.CompleteAt(Us(10), submitter: 0);
        bench.Host.Run(Us(200));
        Assert.Equal([Us(11.5)], bench.Told);
        thread.Settle(bench.Host.Now);
        Assert.Equal(Us(100.5).Picoseconds, thread.RunTime);
    }

    [Fact]
    public void A_batch_costs_a_pcpu_no_more_than_before_its_handlers_were_told_apart()
    {
        // 2.1: 1.6 us of CPU a request of one thread on a drive of 1 us, of which 0.3 are the handler's.
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(16)), new KvmDiskParameters { PollMaximum = SimDuration.Zero }, DiskFarm.Drive(Us(1)));
        farm.Add(vcpus: 8);
        farm.KeepInFlight(128);
        farm.Host.Run(0.002);
        farm.Host.Dispatcher.ResetAccounts();
        var done = farm.Rate(0.01) * 0.01;
        var thread = farm.Disk.Threads[0];
        thread.Settle(farm.Host.Now);
        Assert.Equal(1.6, thread.RunTime / done / 1e6, 0.03);
        Assert.Equal(0.3, thread.HandlerTime / done / 1e6, 0.02);
        Assert.Equal(farm.Host.Dispatcher.HandlerTime, thread.HandlerTime);
    }

    [Fact]
    public void A_neighbour_pays_for_the_interrupts_of_requests_that_its_pcpu_sent()
    {
        // One pCPU: an iothread reads at depth 1 while another VM computes. Beside the 1.2 + 3.5 + 2 + 0 of VM 0's own pieces (the guest costs nothing here) a read takes 1 us of the pCPU
        // for its handler, whoever runs there: the busy VM does so much less work.
        static (double Work, long Reads) Of(SimDuration handler)
        {
            var farm = new DiskFarm(
                HostHarness.Kvm(HostHarness.Cores(1)), new KvmDiskParameters { PollMaximum = SimDuration.Zero, InterruptHandler = handler }, DiskFarm.Drive(Us(58)));
            farm.Add();
            var busy = farm.Host.AddBusyVm("busy", 1);
            farm.KeepInFlight(1);
            farm.Host.Run(0.001);
            farm.Host.Dispatcher.ResetAccounts();
            farm.Disk.ResetStatistics();
            farm.Host.Run(0.1);
            farm.Host.Dispatcher.CheckAccounts();
            return (busy.Vcpus[0].WorkDone / 1e6, farm.Disk.Completed);
        }

        var (work, reads) = Of(Us(1));
        var (without, same) = Of(SimDuration.Zero);
        Assert.InRange(reads, 1000, 2000);
        Assert.InRange(reads - same, -5, 5);
        // 5 reads more or fewer are 6.7 us each.
        Assert.InRange(without - work, reads - 50, reads + 50);
    }

    [Fact]
    public void Mirrored_writes_are_heard_of_twice()
    {
        // Both drives of a mirror are done at once and interrupt the one pCPU that wrote: 1 + 1 + 1 us where one drive has 1 + 1.
        double Latency(int drives)
        {
            var raid = drives == 1 ? new RaidParameters() : new RaidParameters { Level = RaidLevel.Raid1 };
            var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(4)), new KvmDiskParameters(), new DriveSet(drives, DiskFarm.Drive(Us(50))), raid, refuses: false);
            farm.Add();
            farm.Issue(0, 0, IoOperation.Write);
            farm.Host.Run(0.001);
            Assert.Equal(drives, farm.Interrupts!.Handlers);
            return farm.Disk.Latency.Maximum.Microseconds;
        }

        Assert.Equal(1, Latency(2) - Latency(1), 1e-6);
    }

    [Theory]
    [InlineData(DiskKind.VhostUserBlk)]
    [InlineData(DiskKind.Vfio)]
    [InlineData(DiskKind.Vdpa)]
    public void Nobody_of_the_host_is_interrupted_for_reactors_and_guests_that_own_the_device(DiskKind kind)
    {
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(4)), new KvmDiskParameters { Kind = kind }, DiskFarm.Drive(Us(50)));
        farm.Add();
        farm.KeepInFlight(4);
        farm.Host.Run(0.001);
        Assert.True(farm.Disk.Completed > 0);
        Assert.Null(farm.Interrupts);
        Assert.Equal(0, farm.Host.Dispatcher.HandlerTime);
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    /// <summary>A host with two drives that are done when the test says so.</summary>
    private sealed class Bench : IHostInterruptSink, Sim.Core.Events.IEventTarget
    {
        private readonly int[] _sources;
        private int _completed;

        public Bench(int pcpus, bool accounts = false, SimDuration exit = default, int pairs = 128, DispatchCosts? dispatch = null)
        {
            Host = HostHarness.Kvm(HostHarness.Cores(pcpus) with { IdleStates = HostHarness.IdleExits(exit, exit) }, costs: dispatch, chargesHandlers: !accounts);
            Interrupts = new HostInterrupts(Host.Calendar, Host.Dispatcher, Costs);
            _sources = [Interrupts.Add(this, 0, pairs), Interrupts.Add(this, 1, pairs)];
        }

        public HostHarness Host { get; }

        public HostInterrupts Interrupts { get; }

        public List<SimDuration> Told { get; } = [];

        public List<int> Ids { get; } = [];

        public void CompleteAt(SimDuration time, int submitter, int drive = 0) =>
            Host.Calendar.ScheduleAt(SimTime.Zero + time, new Sim.Core.Events.EventAction(this, drive, submitter));

        public void OnEvent(in Sim.Core.Events.EventAction action) => Interrupts.Completed(_sources[action.Kind], action.Index, _completed++);

        public void OnInterrupt(int number, int id)
        {
            Told.Add(Host.Now - SimTime.Zero);
            Ids.Add(id);
        }
    }
}
