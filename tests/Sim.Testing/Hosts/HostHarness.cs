using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Testing.Hosts;

/// <summary>A host without devices that reads like a lab: some cores, some VMs, run, read the accounts. Dispatching is free unless asked for.</summary>
public sealed class HostHarness
{
    /// <summary>Dispatching that costs nothing.</summary>
    public static readonly DispatchCosts NoCosts = new()
    {
        ContextSwitch = SimDuration.Zero,
        Wake = SimDuration.Zero,
        MigrationInCache = SimDuration.Zero,
        MigrationAcrossCaches = SimDuration.Zero,
        MigrationAcrossNodes = SimDuration.Zero,
        PollResume = SimDuration.Zero,
    };

    /// <summary>Guest work that costs only itself.</summary>
    public static readonly GuestCosts NoGuestCosts = new()
    {
        ExitRate = 0,
        TickRate = 0,
        IpiSendCycles = 0,
        IpiReceiveCycles = 0,
        PauseExitCycles = 0,
        TranslationOverhead = 0,
        Interrupt = SimDuration.Zero,
        InterruptAwake = SimDuration.Zero,
        BlockSubmit = SimDuration.Zero,
        BlockComplete = SimDuration.Zero,
        BlockCompleteAwake = SimDuration.Zero,
        NetworkReceive = SimDuration.Zero,
        NetworkSend = SimDuration.Zero,
        NetworkPerKiB = SimDuration.Zero,
    };

    private readonly RelaxedCoScheduler? _coScheduler;
    private readonly PollPolicy _polling;
    private readonly GuestCosts _guest;

    private HostHarness(CpuParameters cpu, IWorldScheduler policy, DispatchCosts? costs, PollPolicy? polling, GuestCosts? guest, EsxiCpuParameters? esxi,
        PowerManagement? power, bool chargesHandlers = true)
    {
        Cpu = cpu;
        Policy = policy;
        _polling = polling ?? PollPolicy.Off;
        _guest = guest ?? NoGuestCosts;
        Dispatcher = new CpuDispatcher(Calendar, cpu, costs ?? NoCosts, policy, power) { ChargesHandlers = chargesHandlers };
        if (esxi is null) return;
        _coScheduler = new RelaxedCoScheduler(Calendar, Dispatcher, esxi);
        Dispatcher.CoScheduler = _coScheduler;
    }

    /// <summary>The replication's events.</summary>
    public EventCalendar Calendar { get; } = new();

    /// <summary>The pCPUs.</summary>
    public CpuDispatcher Dispatcher { get; }

    /// <summary>The processors.</summary>
    public CpuParameters Cpu { get; }

    /// <summary>The policy under test.</summary>
    public IWorldScheduler Policy { get; }

    /// <summary>The cgroups of a KVM host.</summary>
    public CgroupTree Groups => ((FairScheduler)Policy).Groups;

    /// <summary>The resource pools of an ESXi host.</summary>
    public ResourceTree Pools => ((ProportionalShareScheduler)Policy).Groups;

    /// <summary>The VMs in the order they were added.</summary>
    public List<VirtualMachine> Vms { get; } = [];

    /// <summary>The present instant.</summary>
    public SimTime Now => Calendar.Now;

    /// <summary>Cores whose idle states cost nothing.</summary>
    /// <param name="cores">Cores of a socket.</param>
    /// <param name="smt">Whether a core has two threads.</param>
    /// <param name="sockets">Sockets.</param>
    public static CpuParameters Cores(int cores, bool smt = false, int sockets = 1) => new()
    {
        Sockets = sockets,
        CoresPerSocket = cores,
        ThreadsPerCore = smt ? 2 : 1,
        IdleStates = IdleExits(SimDuration.Zero, SimDuration.Zero),
    };

    /// <summary>C1, and from 200 us on a deep state, with these exit latencies.</summary>
    public static ImmutableArray<IdleState> IdleExits(SimDuration shallow, SimDuration deep) => IdleState.TwoSteps(shallow, SimDuration.FromMicroseconds(200), deep);

    /// <summary>A KVM host.</summary>
    public static HostHarness Kvm(
        CpuParameters cpu, FairParameters? scheduler = null, DispatchCosts? costs = null, PollPolicy? polling = null, GuestCosts? guest = null,
        PowerManagement? power = null, bool chargesHandlers = true) =>
        new(cpu, new FairScheduler(scheduler ?? new FairParameters()), costs, polling, guest, esxi: null, power, chargesHandlers);

    /// <summary>An ESXi host.</summary>
    public static HostHarness Esxi(CpuParameters cpu, EsxiCpuParameters? scheduler = null, DispatchCosts? costs = null, GuestCosts? guest = null,
        PowerManagement? power = null)
    {
        var parameters = scheduler ?? new EsxiCpuParameters();
        return new HostHarness(cpu, new ProportionalShareScheduler(parameters), costs, polling: null, guest, parameters, power);
    }

    /// <summary>Adds a VM with nothing to do.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="vcpus">vCPUs.</param>
    /// <param name="home">Its NUMA home node, or -1 to go anywhere.</param>
    /// <param name="group">The cgroup of its vCPUs; null for one of its own in machine.slice.</param>
    /// <param name="claim">What it may claim under ESXi; null for normal shares.</param>
    /// <param name="pool">Its resource pool under ESXi; null for the host.</param>
    public VirtualMachine AddVm(string name, int vcpus, int home = -1, Cgroup? group = null, CpuAllocation? claim = null, ResourceGroup? pool = null)
    {
        var vm = new VirtualMachine(Vms.Count, name, vcpus, Dispatcher, _guest, Cpu.Clock, _polling);
        foreach (var vcpu in vm.Vcpus)
        {
            vcpu.HomeNode = home;
            group?.Add(vcpu);
        }

        Vms.Add(vm);
        _coScheduler?.Watch(vm.Id, vm.Vcpus);
        if (Policy is ProportionalShareScheduler esxi) esxi.Groups.AddVm(vm.Id, name, claim ?? new CpuAllocation(1000L * vcpus), pool);
        return vm;
    }

    /// <summary>Adds a VM whose vCPUs compute without end.</summary>
    public VirtualMachine AddBusyVm(string name, int vcpus, int home = -1, Cgroup? group = null, CpuAllocation? claim = null, ResourceGroup? pool = null)
    {
        var vm = AddVm(name, vcpus, home, group, claim, pool);
        foreach (var vcpu in vm.Vcpus) KeepBusy(vcpu);
        return vm;
    }

    /// <summary>Gives the vCPUs of a VM under ESXi a core each, as high latency sensitivity does.</summary>
    /// <param name="vm">A VM that has not run yet.</param>
    /// <param name="pcpus">A pCPU of each core.</param>
    public void GiveCores(VirtualMachine vm, params ReadOnlySpan<int> pcpus)
    {
        var policy = (ProportionalShareScheduler)Policy;
        for (var i = 0; i < pcpus.Length; i++)
        {
            policy.WithdrawCore(pcpus[i]);
            policy.GiveCore(vm.Vcpus[i], pcpus[i]);
            Dispatcher.Occupy(vm.Vcpus[i]);
        }
    }

    /// <summary>Puts each vCPU of a VM on a NUMA node of its own choice, where it stays as long as no other pCPU is idle when it wakes.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nodes">A node for each vCPU.</param>
    public static void Pin(VirtualMachine vm, params ReadOnlySpan<int> nodes)
    {
        for (var i = 0; i < nodes.Length; i++) (vm.Vcpus[i].HomeNode, vm.Vcpus[i].StartNode) = (nodes[i], nodes[i]);
    }

    /// <summary>Gives a world a thousand CPU-hours of work in one piece.</summary>
    public void KeepBusy(World world) => Dispatcher.Submit(world, new WorkItem(SimDuration.FromSeconds(3_600_000).Picoseconds, new WorkLog(), 0));

    /// <summary>Gives a world one piece of work and returns a log that says when it was done.</summary>
    public WorkLog Submit(World world, SimDuration work)
    {
        var log = new WorkLog { Calendar = Calendar };
        Dispatcher.Submit(world, new WorkItem(work.Picoseconds, log, 0));
        return log;
    }

    /// <summary>Runs on for some time and checks every account.</summary>
    public void Run(SimDuration length)
    {
        Calendar.RunUntil(Calendar.Now + length);
        Dispatcher.CheckAccounts();
    }

    /// <summary>Runs on for some seconds and checks every account.</summary>
    public void Run(double seconds) => Run(SimDuration.FromSeconds(seconds));

    /// <summary>pCPUs a VM used on average since the accounts were reset.</summary>
    public double PcpusUsed(VirtualMachine vm) => vm.Vcpus.Sum(vcpu => (double)vcpu.RunTime) / Dispatcher.Accounted.Picoseconds;

    /// <summary>Checks what must hold at any instant: each world in one place, in agreement with its state; no idle pCPU beside a world that may run there.</summary>
    /// <param name="mayIdle">
    /// Whether a pCPU may idle beside a world that could run there: under Linux a thread waits where it woke until queues are balanced (BalancingTests).
    /// </param>
    /// <exception cref="SimulationFault">Something does not hold.</exception>
    public void CheckPlaces(bool mayIdle)
    {
        var places = new int[Dispatcher.Worlds.Count];
        for (var pcpu = 0; pcpu < Dispatcher.Topology.Pcpus; pcpu++)
        {
            var world = Dispatcher.RunningOn(pcpu);
            Check.That((world is null && !Dispatcher.Idle.IsWithdrawn(pcpu)) == Dispatcher.Idle.IsIdle(pcpu), "a pCPU is marked idle exactly when nothing is on it that anybody may use");
            Check.That(!Dispatcher.Idle.IsWithdrawn(pcpu) || world is null || world.OwnPcpu == pcpu, "somebody is on a core that is not its own");
            if (world is null) continue;
            Check.That(++places[world.Id] == 1, "a world is on two pCPUs");
            Check.That(world.Pcpu == pcpu, "a world does not know its pCPU");
            Check.That(world.State is WorldState.Running or WorldState.Ready, "a blocked or co-stopped world is on a pCPU");
        }

        foreach (var world in Dispatcher.Worlds)
        {
            Check.That(world.State != WorldState.Running || places[world.Id] == 1, "a running world is on no pCPU");
            if (world.State != WorldState.Ready || places[world.Id] == 1 || world.IsThrottled) continue;
            Check.That(world.Entity.IsQueued, "a ready world is neither queued nor being started");
            if (mayIdle) continue;
            var node = Dispatcher.Topology.NodeOf(world.Pcpu);
            var idle = Dispatcher.Sharing is { } sharing
                ? sharing.FindIdle(world, node * Dispatcher.Topology.PcpusPerNode, Dispatcher.Topology.PcpusPerNode, 0)
                : Dispatcher.Idle.FindIdle(node, 0);
            Check.That(idle < 0, "a pCPU idles beside a ready world of its node that may run there");
        }
    }
}
