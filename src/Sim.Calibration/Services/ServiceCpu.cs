using Sim.Calibration.Cpu;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Calibration.Services;

/// <summary>One CPU that threads are pinned to: a host of its own under the scheduler model, as nothing ever moves to another.</summary>
internal sealed class ServiceCpu
{
    private readonly ProgramRefill _refill;
    private readonly FairScheduler _scheduler;
    private readonly List<(string Name, Cgroup Group)> _programs = [];
    private readonly List<(string Program, World World)> _threads = [];
    private readonly ServiceMachine _machine;

    public ServiceCpu(EventCalendar calendar, CpuScheduleHost host, ServiceMachine machine)
    {
        _machine = machine;
        _scheduler = new FairScheduler(CpuReplay.Scheduler(host));
        _refill = new ProgramRefill(_scheduler);
        // What leaving an idle state costs is in the fitted times of clients and commits and in the refill. So is switching: the CPU time measured for a server and for fio's wake-up holds it, while
        // the context switch of scheduler measurements is what no thread's account shows there, timer interrupts included; servers that have all of a CPU account for all of it.
        var cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 1, ThreadsPerCore = 1, IdleStates = IdleState.TwoSteps(SimDuration.Zero, machine.Cpu.DeepIdleAfter, SimDuration.Zero) };
        Dispatcher = new CpuDispatcher(calendar, cpu, new DispatchCosts { ContextSwitch = SimDuration.Zero, Wake = SimDuration.Zero }, _refill);
        _refill.Dispatcher = Dispatcher;
    }

    public CpuDispatcher Dispatcher { get; }

    /// <summary>Adds a thread of a program; threads of one program share its cgroup.</summary>
    public World AddThread(string program, string name) => Add(program, name, _machine.Refill);

    /// <summary>Adds a thread in a cgroup of its own that keeps nothing in caches.</summary>
    public World AddNeighbour(string name) => Add(name, name, SimDuration.Zero);

    /// <summary>CPU seconds of a program so far.</summary>
    public double CpuSeconds(string program) => _threads.Where(thread => thread.Program == program).Sum(thread => thread.World.RunTime / (double)SimDuration.PerSecond);

    private World Add(string program, string name, SimDuration refill)
    {
        var index = _programs.FindIndex(known => known.Name == program);
        if (index < 0)
        {
            index = _programs.Count;
            _programs.Add((program, _scheduler.Groups.Add(program, _scheduler.Groups.Root)));
        }

        var world = Dispatcher.AddWorld(name, WorldKind.Vcpu, vmId: -1, source: null, PollPolicy.Off);
        _programs[index].Group.Add(world);
        _refill.Add(world, index, refill);
        _threads.Add((program, world));
        return world;
    }
}
