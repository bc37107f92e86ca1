using System.Globalization;
using Sim.Core.Collections;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor;

/// <summary>A VM: its vCPUs and the guest's run queue, which hands tasks to whichever vCPU is free.</summary>
/// <remarks>
/// Models one first-in first-out guest run queue, idle vCPUs preferred, interrupts on a given vCPU, and exits and page walks that lengthen
/// guest work. Waking another vCPU costs an inter-processor interrupt. Leaves out guest time slicing. Source: cpu-and-memory 1.13-1.15.
/// Pages: docs/models/cpu.md, docs/models/guest.md.
/// </remarks>
public sealed partial class VirtualMachine : IWorkSource
{
    private readonly CpuDispatcher _dispatcher;
    private readonly RingQueue<WorkItem> _tasks = new(64);
    private readonly double _workPerSecond;
    private readonly double _exitsPerSecond;
    private readonly double _userExitsPerSecond;
    private readonly double _userWorkPerSecond;
    private readonly double _workPerExit;
    private readonly long _pauseRound;

    /// <summary>A VM with idle vCPUs.</summary>
    /// <param name="id">Number on the host, dense from 0.</param>
    /// <param name="name">Name for reports.</param>
    /// <param name="vcpus">vCPUs, 1 or more.</param>
    /// <param name="dispatcher">The host.</param>
    /// <param name="costs">What running in the guest costs.</param>
    /// <param name="clock">The host's clock, hertz.</param>
    /// <param name="polling">Halt polling of its vCPUs.</param>
    public VirtualMachine(int id, string name, int vcpus, CpuDispatcher dispatcher, GuestCosts costs, double clock, PollPolicy polling)
    {
        (Id, Name, _dispatcher) = (id, name, dispatcher);
        Vcpus = new World[vcpus];
        for (var i = 0; i < vcpus; i++)
        {
            var world = string.Create(CultureInfo.InvariantCulture, $"{name}/vcpu{i}");
            Vcpus[i] = dispatcher.AddWorld(world, WorldKind.Vcpu, id, this, polling);
        }

        _exits = costs.ExitsOn(dispatcher.Generation);
        _workPerSecond = SimDuration.PerSecond * (1 + costs.TranslationOverhead);
        (_exitsPerSecond, _userExitsPerSecond, _tickExits) = (costs.ExitRate, costs.UserExitRate, costs.TickExits);
        _workPerExit = _exits.Kernel / clock * SimDuration.PerSecond;
        _userWorkPerSecond = _userExitsPerSecond * _exits.User / clock * SimDuration.PerSecond;
        _pauseRound = (long)(_exits.PauseRound / clock * SimDuration.PerSecond);
        Spins = new SpinLoops(this, dispatcher, costs, _exits, clock);
        TlbShootdowns = new TlbShootdowns(this, dispatcher, costs, _exits, clock);
        StartTicks(costs, clock);
    }

    /// <summary>Number on the host.</summary>
    public int Id { get; }

    /// <summary>Name for reports.</summary>
    public string Name { get; }

    /// <summary>Its vCPUs.</summary>
    public World[] Vcpus { get; }

    /// <summary>Interrupts held back for coalescing, which a vCPU that is about to halt takes at once; null when there are none.</summary>
    public IWorkSource? HeldInterrupts { get; set; }

    /// <summary>Share of guest work that is the exits of its rate.</summary>
    internal double ExitShare => ExitWorkPerSecond / (_workPerSecond + ExitWorkPerSecond);

    /// <summary>Share of guest work that is two-dimensional page walks.</summary>
    internal double WalkShare => (_workPerSecond - SimDuration.PerSecond) / (_workPerSecond + ExitWorkPerSecond);

    private double ExitWorkPerSecond => (_exitsPerSecond * _workPerExit) + _userWorkPerSecond;

    internal ITaskTrace? Trace { get; set; }

    /// <summary>Guest work done since the accounts were reset, counted when a task ends; picoseconds before exits and page walks.</summary>
    public long NominalWork { get; private set; }

    /// <summary>Clears the accounts: the end of the warm-up.</summary>
    public void ResetAccounts()
    {
        NominalWork = 0;
        Exits.Reset();
        Spins.ResetCounts();
        TlbShootdowns.ResetCounts();
        foreach (var held in _locks) held.ResetCounts();
    }

    /// <summary>Guest CPU time as picoseconds of work, with the exits and page walks it brings.</summary>
    /// <param name="seconds">CPU seconds on bare metal at this host's clock.</param>
    public long GuestWork(double seconds) => (long)((seconds * _workPerSecond) + (seconds * _exitsPerSecond * _workPerExit) + (seconds * _userWorkPerSecond));

    /// <summary>Counts guest work that is done.</summary>
    /// <param name="seconds">CPU seconds on bare metal at this host's clock.</param>
    public void CountWork(double seconds) => NominalWork += (long)Math.Round(seconds * SimDuration.PerSecond);

    /// <summary>Gives the guest a task: it runs on the preferred vCPU if that one is free, else on any free one, else it queues.</summary>
    /// <param name="item">The task.</param>
    /// <param name="preferred">Index of the vCPU it ran on last.</param>
    public void RunTask(in WorkItem item, int preferred)
    {
        var first = Vcpus[preferred];
        if (_tasks.Count == 0 && first.Backlog == 0 && (first.State == WorldState.Running || _dispatcher.IsHalted(first)))
        {
            Trace?.Given(in item, first);
            _dispatcher.Submit(first, in item);
            return;
        }

        for (var i = 1; i < Vcpus.Length; i++)
        {
            var vcpu = Vcpus[(preferred + i) % Vcpus.Length];
            if (vcpu.Backlog > 0 || !_dispatcher.IsHalted(vcpu)) continue;
            Trace?.Given(in item, vcpu);
            // A reschedule interrupt; what woke the task up outside any vCPU sends none, and one that polls sees the flag.
            if (_dispatcher.IsCompleting(first) && !_dispatcher.IsPollingInGuest(vcpu)) Spins.SendIpis(first, receivers: 1, exits: 1);
            _dispatcher.Submit(vcpu, in item);
            return;
        }

        _tasks.Enqueue(in item);
    }

    /// <summary>Interrupts a vCPU: the work goes before everything it does.</summary>
    /// <param name="vcpu">Index of the vCPU.</param>
    /// <param name="item">The handler's work.</param>
    public void Interrupt(int vcpu, in WorkItem item) => _dispatcher.Submit(Vcpus[vcpu], in item, urgent: true);

    /// <inheritdoc />
    public bool TryTake(World world, out WorkItem item)
    {
        if (!_tasks.TryDequeue(out item)) return HeldInterrupts is { } held && held.TryTake(world, out item);
        Trace?.Given(in item, world);
        return true;
    }
}
