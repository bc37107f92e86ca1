using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Attribution;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Attribution;

/// <summary>Hosts so small that every microsecond of a request is known beforehand.</summary>
public sealed class ByConstructionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Two_vms_on_one_pcpu_wait_behind_each_other_by_whole_turns(double switchMicroseconds)
    {
        // Slices of 2.8 ms end at ticks of 1 ms: turns of 3 ms, of which the switch takes its part. The hog was there first.
        // A request of 7 ms issued at 0 runs in the turns from 3, 9 and 15 ms; the hog has those from 0, 6 and 12 ms.
        // Its three turns give it 3 - s each, so it ends 7 - 2 (3 - s) after the third has begun to run: at 15 + s + 1 + 2 s = 16 + 3 s.
        var s = SimDuration.FromMicroseconds(switchMicroseconds);
        ImmutableArray<VmPlan> vms = [Vm("hog", Cpu(1000)), Vm("me", Cpu(7))];
        var dispatch = HostHarness.NoCosts with { ContextSwitch = s };
        var request = Explain(1, vms, dispatch, vm: 1, number: 1);
        Assert.Equal((Ms(16) + (s * 3)).Picoseconds, request.Request.Response.Picoseconds);
        Assert.Equal(Ms(9).Picoseconds, Sum(request, Cause.Ready));
        Assert.All(request.Parts.Where(part => part.Cause == Cause.Ready), part => Assert.Equal(("me/vcpu0", "hog/vcpu0", 0), (part.World, part.Behind, part.Pcpu)));
        Assert.Equal(s.Picoseconds * 3, Sum(request, Cause.Switch));
        Assert.Equal(Ms(7).Picoseconds, Sum(request, Cause.Running));
        // Ready turns and running turns follow one another.
        Assert.Equal(
            [(0L, 3L), (6L, 9L), (12L, 15L)],
            request.Segments.Where(one => one.Cause == Cause.Ready).Select(one => (one.From / SimDuration.PerMillisecond, one.To / SimDuration.PerMillisecond)));
    }

    [Fact]
    public void Second_user_of_a_vcpu_waits_for_the_first()
    {
        // Two users without think time, 1 ms of work, one vCPU: each waits for the other's request.
        var request = Explain(1, [Vm("me", Cpu(1), users: 2)], HostHarness.NoCosts, vm: 0, number: 5);
        Assert.Equal(Ms(2).Picoseconds, request.Request.Response.Picoseconds);
        Assert.Equal([(Cause.GuestQueue, Ms(1).Picoseconds), (Cause.Running, Ms(1).Picoseconds)], request.Segments.Select(one => (one.Cause, one.To - one.From)));
    }

    [Fact]
    public void Read_on_an_idle_host_takes_what_its_steps_cost()
    {
        // vCPU woken, fills the ring, kicks; thread woken, submits; drive; interrupt; thread woken, completes; vCPU woken, handler and completion.
        // Two vCPU and one thread wake-ups of 2 + 3 us; the drive's interrupt wakes the thread on its own pCPU, which takes the switch of 2 us alone.
        // Idle states and moves are free, and nobody polls.
        var dispatch = HostHarness.NoCosts with { ContextSwitch = Us(2), Wake = Us(3) };
        var read = new StageSpec { Kind = StageKind.Read, Count = 1, Size = 16384 };
        var request = Explain(2, [Vm("me", read, think: Ms(5))], dispatch, vm: 0, number: 3);
        var (guest, path) = (new GuestCosts(), new KvmDiskParameters());
        Assert.Equal((3 * Us(5).Picoseconds) + Us(2).Picoseconds, Sum(request, Cause.Switch));
        Assert.Equal((guest.BlockSubmit + guest.BlockComplete).Picoseconds, Sum(request, Cause.GuestPath));
        Assert.Equal(guest.Interrupt.Picoseconds, Sum(request, Cause.GuestInterrupt));
        Assert.Equal(path.Kick.Picoseconds, Sum(request, Cause.Exit));
        Assert.Equal((path.Submit + path.Complete).Picoseconds, Sum(request, Cause.HostPath));
        Assert.Equal(path.HostInterrupt.Picoseconds, Sum(request, Cause.HostInterrupt));
        // The rest is the drive's, which has no other command to wait for.
        Assert.Equal(0, Sum(request, Cause.DeviceQueue));
        Assert.Equal(
            request.Request.Response.Picoseconds,
            Sum(request, Cause.Switch) + Sum(request, Cause.GuestPath) + Sum(request, Cause.GuestInterrupt) + Sum(request, Cause.Exit) + Sum(request, Cause.HostPath)
            + Sum(request, Cause.HostInterrupt) + Sum(request, Cause.DeviceService));
        Assert.Equal(["read"], request.Stages.Select(stage => stage.Name));
    }

    [Fact]
    public void A_vcpu_that_polled_pays_for_going_back_to_work()
    {
        // A think time far below the polling window: the vCPU polls until the next request comes, and each begins with 0.8 us.
        var dispatch = HostHarness.NoCosts with { PollResume = Us(0.8) };
        var plan = Vm("me", Cpu(1), think: Us(20));
        var request = Explain(1, [plan], dispatch, vm: 0, number: 20, poll: Ms(5));
        Assert.Equal([(Cause.PollResume, Us(0.8).Picoseconds), (Cause.Running, Ms(1).Picoseconds)], request.Segments.Select(one => (one.Cause, one.To - one.From)));
    }

    [Fact]
    public void A_request_that_another_replication_has_is_refused()
    {
        var host = Host(1, [Vm("me", Cpu(1))], HostHarness.NoCosts, SimDuration.Zero);
        host.Explain(0, [new RequestResponse(2, new SimTime(Ms(0.5).Picoseconds), Ms(1))]);
        Assert.ThrowsAny<Exception>(() => host.Run(SimDuration.Zero, Ms(20), CancellationToken.None));
    }

    private static ExplainedRequest Explain(int cores, ImmutableArray<VmPlan> vms, DispatchCosts dispatch, int vm, long number, SimDuration poll = default)
    {
        var plain = Host(cores, vms, dispatch, poll);
        plain.LogResponses(vm);
        plain.Run(SimDuration.Zero, Ms(100), CancellationToken.None);
        var host = Host(cores, vms, dispatch, poll);
        host.Explain(vm, plain.Responses.Where(request => request.Number == number));
        host.Run(SimDuration.Zero, Ms(100), CancellationToken.None);
        var explained = Assert.Single(host.Explained);
        Assert.Equal(explained.Request.Response.Picoseconds, explained.Parts.Sum(part => part.Picoseconds));
        return explained;
    }

    private static SimulatedHost Host(int cores, ImmutableArray<VmPlan> vms, DispatchCosts dispatch, SimDuration poll) => new(
        new HostSpec { Cpu = HostHarness.Cores(cores), Memory = new MemoryParameters { Size = 256L << 30 } },
        new HypervisorSpec
        {
            Kind = HypervisorKind.Kvm,
            Kvm = new KvmSpec
            {
                Dispatch = dispatch,
                Guest = new GuestCosts { ExitRate = 0, TickRate = 0, TranslationOverhead = 0 },
                Disk = new KvmDiskParameters { PollMaximum = SimDuration.Zero },
                HaltPoll = poll,
            },
        },
        vms, seed: 1, replication: 0);

    private static VmPlan Vm(string name, StageSpec stage, int users = 1, SimDuration think = default) => new(
        name, 1, new MemoryDemand(4L << 30, 0.9, 0.35, 1), new WorkloadSpec { Template = RequestTemplates.Custom, Stages = [stage], Users = users, ThinkTime = think });

    private static StageSpec Cpu(double milliseconds) => new() { Kind = StageKind.Cpu, Demand = Ms(milliseconds), Variation = 0 };

    private static long Sum(ExplainedRequest request, Cause cause) => request.Parts.Where(part => part.Cause == cause).Sum(part => part.Picoseconds);

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);
}
