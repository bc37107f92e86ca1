using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

public sealed class NetworkPathTests
{
    private static readonly NicParameters Port = new() { LineRate = 10e9, Queues = 1 };
    private static readonly Frame Small = new(FlowOwner.FlowOf(0, 1), 7, 64, 1);

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_round_trip_takes_the_sum_of_its_parts(bool dispatchCosts)
    {
        // 8A, KVM. In: wire (84 B at 10 Gbit/s), cable and switch 0.65, DMA 1.5, moderation 8, poll 0.8, backend 0.8 + 60 ns * 64/1024, interrupt
        // 2.5, guest stack 3 + 70 ns * 64/1024. Out: guest stack 3 + copy, kick 1.2, backend, DMA 1.5, wire, cable and switch 0.65.
        // Starts (C1 2, switch 2, wake 3): receive world, backend, vCPU, and the backend again to send.
        var costs = dispatchCosts ? new DispatchCosts() : HostHarness.NoCosts;
        var exit = dispatchCosts ? Us(2) : SimDuration.Zero;
        var bench = new NetBench(HostHarness.Kvm(HostHarness.Cores(4) with { IdleStates = HostHarness.IdleExits(exit, exit) }, costs: costs), Port, NetPathParameters.VhostNet);
        bench.Network.Nic.ArriveFromWire(in Small);
        bench.Host.Run(0.01);
        var wire = SimDuration.FromNanoseconds(67.2) + Us(0.65);
        var backend = Us(0.8) + SimDuration.FromNanoseconds(60.0 * 64 / 1024);
        var copy = new SimDuration(70_000 * 64 / 1024);
        var parts = wire + Us(1.5 + 8 + 0.8) + backend + Us(2.5 + 3) + copy + Us(3) + copy + Us(1.2) + backend + Us(1.5) + wire;
        Assert.Equal([SimTime.Zero + parts + (dispatchCosts ? Us(4 * 7) : SimDuration.Zero)], bench.Answered);
    }

    [Fact]
    public void Round_trips_lie_in_the_published_budget()
    {
        // 8A without the far host (8 us) and the client's own NIC, which we do not simulate: KVM 45-60 becomes 37-52 less the client's share of the
        // 6 us, so 34 to 55; ours has no application time in it.
        var bench = new NetBench(HostHarness.Kvm(HostHarness.Cores(4) with { IdleStates = HostHarness.IdleExits(Us(2), Us(2)) }, costs: new DispatchCosts()), Port, NetPathParameters.VhostNet);
        bench.Network.Nic.ArriveFromWire(in Small);
        bench.Host.Run(0.01);
        Assert.InRange(Assert.Single(bench.Answered).Seconds * 1e6, 34, 60);
    }

    [Fact]
    public void Receive_interrupts_are_spaced_while_the_vcpu_runs()
    {
        var bench = new NetBench(HostHarness.Esxi(HostHarness.Cores(4)), Port with { ModerationTime = SimDuration.Zero }, NetPathParameters.Vmxnet3);
        bench.Host.KeepBusy(bench.Vm.Vcpus[0]);
        for (var i = 0; i < 40; i++)
        {
            bench.Network.Nic.ArriveFromWire(in Small);
            bench.Host.Run(Us(50));
        }

        // The first comes at once, then one every 250 us takes the five frames that came since: 8 interrupts in 2 ms. The first frame of each batch
        // is handed over 250 us after the first of the batch before.
        var firsts = bench.Received.Where((time, i) => i == 0 || time - bench.Received[i - 1] > Us(60)).ToArray();
        Assert.Equal(8, firsts.Length);
        Assert.All(firsts.Zip(firsts.Skip(1), (a, b) => b - a), gap => Assert.Equal(Us(250), gap));
    }

    [Fact]
    public void An_idle_vcpu_is_interrupted_at_once()
    {
        var bench = new NetBench(HostHarness.Esxi(HostHarness.Cores(4)), Port with { ModerationTime = SimDuration.Zero }, NetPathParameters.Vmxnet3);
        for (var i = 0; i < 10; i++)
        {
            bench.Network.Nic.ArriveFromWire(in Small);
            bench.Host.Run(Us(60));
        }

        // Far closer than 250 us: each frame finds the vCPU halted.
        Assert.Equal(10, bench.Received.Count);
        Assert.All(bench.Received.Zip(bench.Received.Skip(1), (a, b) => b - a), gap => Assert.Equal(Us(60), gap));
    }

    [Fact]
    public void A_held_interrupt_comes_when_the_vcpu_runs_out_of_work()
    {
        var bench = new NetBench(HostHarness.Esxi(HostHarness.Cores(4)), Port with { ModerationTime = SimDuration.Zero }, NetPathParameters.Vmxnet3);
        bench.Network.Nic.ArriveFromWire(in Small);
        bench.Host.Run(Us(40));
        var busy = bench.Host.Submit(bench.Vm.Vcpus[0], Us(50));
        bench.Network.Nic.ArriveFromWire(in Small);
        bench.Host.Run(Us(500));
        // The work ends 90 us after the start, long before the 250 us are over; the frame follows with interrupt 2.5 and stack 3 + copy.
        var end = Assert.Single(busy.Done);
        Assert.Equal(end + Us(2.5 + 3) + new SimDuration(70_000 * 64 / 1024), bench.Received[1]);
    }

    [Fact]
    public void Frames_wait_while_the_transmit_ring_is_full_and_none_is_lost()
    {
        var bench = new NetBench(HostHarness.Kvm(HostHarness.Cores(4)), Port with { LineRate = 100e6, TransmitRing = 4 }, NetPathParameters.VhostNet);
        var large = new Frame(FlowOwner.FlowOf(0, 1), 0, 1518, 1);
        for (var i = 0; i < 200; i++) bench.Nic.Send(large with { RequestId = i }, 0);
        bench.Host.Run(1.0);
        Assert.Equal(Enumerable.Range(0, 200), bench.Answers);
        Assert.True(bench.Network.Nic.TransmitRefusals > 0);
        // 200 frames of 1538 B on the wire at 100 Mbit/s take 24.6 ms, back to back.
        Assert.Equal(SimDuration.FromSeconds(199 * 1538 * 8 / 100e6), bench.Answered[^1] - bench.Answered[0]);
    }
}
