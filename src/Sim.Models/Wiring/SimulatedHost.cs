using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Power;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Models.Wiring;

/// <summary>Scenario to connected objects: the only place that knows everyone. One host, ready to run one replication.</summary>
public sealed partial class SimulatedHost : IWireEnd
{
    private readonly List<GuestService> _services = [];
    private readonly List<VirtualDisk> _disks = [];
    private readonly List<VirtualNic> _nics = [];
    private readonly IWorldScheduler _policy;
    private readonly EsxiPools? _pools;
    private readonly (int Home, double[] Shares)?[] _bound;
    private readonly NumaBalancing? _numaBalancing;
    private readonly EsxiNuma? _numa;
    private readonly EsxiCores? _cores;
    private readonly SortedDictionary<string, ServiceProbe> _probes = new(StringComparer.Ordinal);
    private readonly Tally _memoryLatency = new();
    private readonly List<VmLocality> _localities = [];
    private readonly RngStreams _streams;
    private readonly IDiskPaths _diskPaths;
    private long _disksEnd;

    /// <summary>Builds the host and its VMs and lets clients start at time zero.</summary>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and knobs.</param>
    /// <param name="vms">The VMs.</param>
    /// <param name="seed">Seed of all chance.</param>
    /// <param name="replication">Replication, 0 or more.</param>
    /// <exception cref="SimulationFault">Memory cannot hold the VMs; ask <see cref="MemoryOvercommit.Settle"/> first.</exception>
    public SimulatedHost(HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, long seed, int replication)
    {
        _streams = new RngStreams((ulong)seed, replication);
        Calendar = new EventCalendar();
        var choice = HypervisorChoice.Of(hypervisor, host.Cpu);
        Memory = MemoryOvercommit.Settle(choice.Memory, host.Memory, [.. vms.Select(vm => vm.MemoryUnder(hypervisor.Kind))]);
        Check.That(Memory.IsFeasible, "the VMs do not fit into memory and swap");

        _policy = choice.Policy;
        if (_policy is ProportionalShareScheduler shares) _pools = new EsxiPools(shares.Groups, hypervisor.Esxi.Pools, vms, host.Cpu.Clock);
        Dispatcher = new CpuDispatcher(Calendar, host.Cpu, choice.Dispatch, choice.Policy, HypervisorChoice.PowerOf(hypervisor, host.Cpu))
        {
            ChargesHandlers = !hypervisor.Kvm.IrqTimeAccounting,
        };
        Power = host.Power;
        var coScheduler = choice.CoScheduling is { } thresholds ? new RelaxedCoScheduler(Calendar, Dispatcher, thresholds) : null;
        Dispatcher.CoScheduler = coScheduler;
        Interrupts = HypervisorChoice.HandlersOf(hypervisor, Calendar, Dispatcher, host.Cpu.Clock);
        Array = new StorageArray(Calendar, host.Storage.Set, host.Storage.Raid, choice.DriveInterrupt, _streams, Dispatcher, Interrupts) { RefusesWhenFull = host.Storage.WhenFull == FullQueue.Refuse };
        _diskPaths = HypervisorChoice.DisksOf(hypervisor, Calendar, Dispatcher, Array, _streams, Interrupts);
        Network = new HostNetwork(Calendar, Dispatcher, host.Nic, choice.Network, this);
        var numa = new NumaPlacement(host.Memory, host.Cpu.Nodes, choice.Memory.HostReserve, host.Cpu.NodesPerSocket);
        if (_policy is FairScheduler { Housekeeping: { } free })
        {
            foreach (var world in Dispatcher.Worlds) world.Affinity = free;
        }

        if (_policy is FairScheduler fair && host.Cpu.Nodes > 1 && hypervisor.Kvm.NumaBalancing is { Enabled: true } balancing)
            _numaBalancing = new NumaBalancing(Calendar, Dispatcher, fair, numa, balancing);
        _bound = VmAffinity.PlaceBound(vms, numa, Dispatcher.Topology);
        if (_policy is ProportionalShareScheduler esxi)
        {
            _numa = new EsxiNuma(Calendar, Dispatcher, esxi, host.Cpu, numa, hypervisor.Esxi.Numa);
            _cores = new EsxiCores(esxi, Dispatcher, host.Cpu, hypervisor.Esxi.Scheduler, vms);
            _cores.PlaceMemory(vms, numa, _bound);
        }

        for (var id = 0; id < vms.Length; id++) Add(id, vms[id], host, hypervisor, choice, numa, coScheduler);
        Ready = new ReadySeries([.. Vms]);
    }

    /// <summary>The replication's events.</summary>
    public EventCalendar Calendar { get; }

    /// <summary>The pCPUs and worlds.</summary>
    public CpuDispatcher Dispatcher { get; }

    /// <summary>Electrical power of its parts.</summary>
    public HostPower Power { get; }

    /// <summary>Handlers of the drives' interrupts; null where these are delays alone.</summary>
    public HostInterrupts? Interrupts { get; }

    /// <summary>The drives.</summary>
    public StorageArray Array { get; }

    /// <summary>The drive that caches in front of them; null without one.</summary>
    public SsdCache? Cache => _diskPaths.Cache;

    /// <summary>Requests that the drives or their controller refused since the last reset.</summary>
    public long RefusedRequests => _diskPaths is EsxiDiskPaths paths ? paths.DeviceQueue.Refused : 0;

    /// <summary>The network port.</summary>
    public HostNetwork Network { get; }

    /// <summary>Where memory came to rest.</summary>
    public MemorySettlement Memory { get; }

    /// <summary>Idle memory latency that a vCPU on its VM's home node sees, nanoseconds, mean over VMs.</summary>
    public double MemoryLatency => _memoryLatency.Mean;

    /// <summary>The NUMA scheduler of an ESXi host; null under KVM.</summary>
    public NumaScheduler? Numa => _numa?.Scheduler;

    /// <summary>
    /// How local memory has been since the warm-up. ESXi: the part on the home node over time, mean over NUMA clients; KVM: the part on the node where a vCPU ran over run
    /// time, mean over the VMs that ran. 1 on a host of one node; null where there is nothing to take a mean of.
    /// </summary>
    public double? NumaLocality
    {
        get
        {
            if (Dispatcher.Topology.Nodes == 1) return 1;
            if (Numa is { } numa) return numa.Clients.Count > 0 ? numa.Clients.Average(client => client.MeanLocality(Calendar.Now)) : null;
            foreach (var vm in _localities) vm.Settle();
            return _localities.Average(vm => vm.Mean);
        }
    }

    /// <summary>Probes by request kind, in the order of their names.</summary>
    public IReadOnlyDictionary<string, ServiceProbe> Probes => _probes;

    /// <summary>The VMs' disks.</summary>
    public IReadOnlyList<VirtualDisk> Disks => _disks;

    /// <summary>The VMs.</summary>
    public IEnumerable<VirtualMachine> Vms => _services.Select(service => service.Vm);

    /// <summary>Ready time of the VMs, second by second.</summary>
    public ReadySeries Ready { get; }

    /// <summary>Records the run, which must not have begun; results do not depend on it.</summary>
    /// <param name="trace">An empty trace; finish it after <see cref="Run"/>.</param>
    public void Record(RunTrace trace)
    {
        Check.That(Calendar.Fired == 0, "a trace begins with the run");
        HostTrace.Attach(trace, Dispatcher, _policy, Array, Cache?.Drive, Network.Nic, _services, _disks, _nics, Ready);
    }

    /// <summary>Runs the warm-up, clears every account, then runs the measured part and checks every account.</summary>
    /// <param name="warmUp">Time thrown away.</param>
    /// <param name="length">Time measured.</param>
    /// <param name="cancellation">Looked at every 10 ms of simulated time.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(SimDuration warmUp, SimDuration length, CancellationToken cancellation)
    {
        Advance(SimTime.Zero + warmUp, cancellation);
        _numa?.Scheduler.OnAccountsReset();
        Dispatcher.ResetAccounts();
        foreach (var vm in _localities) vm.Reset();
        foreach (var probe in _probes.Values) probe.Reset(Calendar.Now);
        foreach (var disk in _disks) disk.ResetStatistics();
        foreach (var service in _services) service.Vm.ResetAccounts();
        foreach (var drive in Array.Drives) drive.ResetStatistics(Calendar.Now);
        Cache?.ResetStatistics(Calendar.Now);
        if (_diskPaths is EsxiDiskPaths paths) paths.DeviceQueue.ResetStatistics();
        Network.Nic.ResetStatistics(Calendar.Now);
        _responses?.Clear();
        Ready.Begin(Calendar.Now, length);
        Advance(SimTime.Zero + warmUp + length, cancellation);
        Dispatcher.CheckAccounts();
        foreach (var probe in _probes.Values) probe.CheckLittle(Calendar.Now);
    }

    /// <summary>One number for the whole replication: events, accounts and the end of every stream.</summary>
    public string Fingerprint()
    {
        var fingerprint = new RunFingerprint();
        fingerprint.Add(Calendar.Fired);
        foreach (var world in Dispatcher.Worlds)
        {
            fingerprint.Add(world.RunTime);
            fingerprint.Add(world.ReadyTime);
        }

        foreach (var (name, stream) in _streams.All)
        {
            fingerprint.Add(name);
            fingerprint.Add(stream.Drawn);
        }

        return fingerprint.ToString();
    }

    /// <inheritdoc />
    public void OnFrameArrived(in Frame frame) => _services[FlowOwner.VmOf(frame.FlowId)].Close(frame.RequestId);

    private void Advance(SimTime end, CancellationToken cancellation)
    {
        var step = SimDuration.FromMilliseconds(10);
        while (Calendar.Now < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = Calendar.Now + step;
            if (next > end) next = end;
            if (_recorder is null) Calendar.RunUntil(next);
            else _recorder.RunUntil(Calendar, next);
            Ready.Look(Calendar.Now);
        }
    }

    private void Add(int id, VmPlan plan, HostSpec host, HypervisorSpec hypervisor, HypervisorChoice choice, NumaPlacement numa, RelaxedCoScheduler? coScheduler)
    {
        var template = RequestTemplate.Of(plan.Workload);
        var vm = new VirtualMachine(id, plan.Name, plan.Vcpus, Dispatcher, HypervisorChoice.GuestOf(hypervisor, host.Cpu, plan), host.Cpu.Clock, choice.VcpuPolling);
        // ESXi splits a VM wider than a node evenly into the fewest NUMA clients and keeps each on its node; Linux lets threads go anywhere.
        var clients = _numa is null ? 1 : ExclusiveCores.ClientsOf(host.Cpu, plan);
        var fits = clients <= host.Cpu.Nodes;
        var (home, shares) = _bound[id] ?? VmAffinity.Place(plan, numa, Dispatcher.Topology) ?? numa.Place((long)(plan.Memory.Configured * plan.Memory.Touched), OfferedLoad.Of(plan), fits ? clients : host.Cpu.Nodes);
        var speeds = numa.Speeds(shares, template.StallFraction);
        var stalls = NumaPlacement.Stalls(speeds, template.StallFraction);
        _memoryLatency.Add(numa.LatencyNs(shares, home));
        for (var i = 0; i < vm.Vcpus.Length; i++)
        {
            var vcpu = vm.Vcpus[i];
            vcpu.StartNode = fits ? (home + (i * clients / vm.Vcpus.Length)) % host.Cpu.Nodes : i % host.Cpu.Nodes;
            (vcpu.NodeSpeed, vcpu.StallShare) = (speeds, stalls);
            if (_numa is not null && fits) vcpu.HomeNode = vcpu.StartNode;
        }

        var hasCores = _cores?.Give(id, vm) == true;
        if (fits) _numa?.Add(vm, plan, shares, template.StallFraction);

        coScheduler?.Watch(id, vm.Vcpus);
        _pools?.Place(id, plan);
        if (hasCores) _cores!.Occupy(vm);
        var disk = new VirtualDisk(
            Calendar, Dispatcher, vm, _diskPaths.Build(vm, new DiskClaim(plan.Esxi.DiskShares, plan.Esxi.DiskLimit) { IsCoalesced = !hasCores }), choice.Guest) { Start = _disksEnd };
        _disksEnd += DiskRegions.Of(plan.Workload);
        Check.That(_disksEnd <= Array.Bytes, "the drives do not hold the VMs' disks");
        _disks.Add(disk);
        var service = new GuestService(
            Calendar, vm, disk, Array, template, host.Cpu.Clock, Memory.ActiveLost[id],
            host.Nic.Framing, _streams, ProbesOf(plan.Workload)) { FaultsBlock = choice.Memory.SwapInBlocksVcpu };
        _services.Add(service);
        _probes[RequestTemplates.TimedAs(plan.Workload)[0]].Expect(plan.Workload.Rate > 0 ? plan.Workload.Rate * service.MeanCpu : null);
        var network = hasCores ? choice.Network with { InterruptSpacing = SimDuration.Zero } : choice.Network;
        var nic = new VirtualNic(Calendar, Dispatcher, vm, Network, network, choice.Guest, service);
        service.Nic = nic;
        _nics.Add(nic);
        Network.Connect(id, nic);
        if (_policy is FairScheduler linux)
        {
            if (plan.Kvm.PollsInGuest) vm.PollBeforeHalting(plan.Kvm.HaltPoll);
            VmCgroups.Make(linux.Groups, id, plan.Name, plan.Cgroup, Dispatcher.Worlds);
            VmCgroups.SetSlices(linux, id, plan.Kvm, Dispatcher.Worlds);
            VmAffinity.Pin(linux, plan, vm, Dispatcher.Worlds);
            if (host.Cpu.Nodes > 1)
            {
                var locality = new VmLocality(vm.Vcpus, shares);
                _localities.Add(locality);
                // Memory bound to nodes is not scanned (vma_policy_mof).
                if (plan.Pinning.Nodes is null)
                    _numaBalancing?.Watch(vm, (long)(plan.Memory.Configured * plan.Memory.Touched), (long)(plan.Memory.Configured * plan.Memory.Active), locality, template.StallFraction);
            }
        }
        else
        {
            Check.That(!plan.Cgroup.Quotas.Any() && !plan.Pinning.IsPinned, "a VM with a quota or a pin was put on a hypervisor that knows none");
        }

        if (plan.Workload.Trace is { } trace) _ = new IoReplay(Calendar, service, plan.Workload.Replay!, trace);
        else if (plan.Workload is { Template: RequestTemplates.Oltp, Oltp: { } oltp }) _ = new Oltp(Calendar, service, oltp, host.Cpu.Clock, _streams, ProbeOf(RequestTemplates.Transaction, plan.Workload), ProbeOf(RequestTemplates.Commit, plan.Workload));
        else if (template.IsChosenBySource) _ = new IoJobs(Calendar, service, plan.Workload.Jobs, _streams);
        else _ = new Clients(Calendar, service, Network.Nic, plan.Workload, _streams);
    }

    private ImmutableArray<ServiceProbe> ProbesOf(WorkloadSpec workload)
    {
        var timed = RequestTemplates.TimedAs(workload);
        foreach (var kind in timed) _probes.TryAdd(kind, new ServiceProbe(kind, workload.Timeout));
        var all = RequestTemplates.IsDisk(workload) ? RequestTemplates.DiskKinds : timed;
        // An operation that never happens has a probe that nobody reads.
        return [.. all.Select(kind => ProbeOf(kind, workload))];
    }

    private ServiceProbe ProbeOf(string kind, WorkloadSpec workload) => _probes.GetValueOrDefault(kind) ?? new ServiceProbe(kind, workload.Timeout);
}
