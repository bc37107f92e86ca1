using System.Globalization;
using Sim.Core.Time;
using Sim.Core.Tracing;

namespace Sim.Models.Hypervisor;

/// <summary>What the dispatcher does, for a trace: the state of every world, who occupies each pCPU, the length of every run queue.</summary>
internal sealed class DispatchTrace
{
    private readonly RunTrace _trace;
    private readonly IWorldScheduler _policy;
    private readonly int[] _worldThreads;
    private readonly int[] _worldNames;
    private readonly int[] _places;
    private readonly int[] _waitsAt;
    private readonly World[] _worlds;
    private readonly int[] _pcpuThreads;
    private readonly int[] _queueCounters;
    private readonly int[] _lengths;
    private readonly int[] _stateNames;
    private readonly int _polling;
    private readonly int _switch;
    private readonly int _interrupt;

    /// <summary>Registers pCPUs, run queues and worlds; a world goes into its VM's group, or into the host's.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="dispatcher">The pCPUs and worlds, all of them made.</param>
    /// <param name="policy">Who owns the run queues.</param>
    /// <param name="host">The host's group.</param>
    /// <param name="vms">The VMs' groups, by VM.</param>
    public DispatchTrace(RunTrace trace, CpuDispatcher dispatcher, IWorldScheduler policy, int host, int[] vms)
    {
        (_trace, _policy) = (trace, policy);
        var pcpus = dispatcher.Topology.Pcpus;
        _pcpuThreads = new int[pcpus];
        for (var pcpu = 0; pcpu < pcpus; pcpu++) _pcpuThreads[pcpu] = trace.Thread(host, Text($"host/pcpu{pcpu}"));
        var queues = 1 + Enumerable.Range(0, pcpus).Max(policy.QueueOf);
        (_queueCounters, _lengths) = (new int[queues], new int[queues]);
        for (var queue = 0; queue < queues; queue++) _queueCounters[queue] = trace.Counter(host, Text($"host/runqueue{queue}"), Text($"run queue {queue}"), "waiting");
        _worlds = [.. dispatcher.Worlds];
        var worlds = _worlds.Length;
        (_worldThreads, _worldNames, _places, _waitsAt) = (new int[worlds], new int[worlds], new int[worlds], new int[worlds]);
        Array.Fill(_places, -1);
        foreach (var world in _worlds)
        {
            _worldThreads[world.Id] = trace.Thread(world.VmId < 0 ? host : vms[world.VmId], world.Name, "pcpu");
            _worldNames[world.Id] = trace.Name(world.Name);
        }

        _stateNames = new int[4];
        _stateNames[(int)WorldState.Blocked] = trace.Name("blocked");
        _stateNames[(int)WorldState.Ready] = trace.Name("ready");
        _stateNames[(int)WorldState.Running] = trace.Name("running");
        _stateNames[(int)WorldState.CoStopped] = trace.Name("co-stopped");
        _polling = trace.Name("polling");
        _switch = trace.Name("switch");
        _interrupt = trace.Name("interrupt");
        foreach (var world in _worlds)
        {
            OnState(world, world.State, dispatcher.Now);
            world.Trace = this;
        }
    }

    /// <summary>The thread a world is drawn on, or -1.</summary>
    public int ThreadOf(World world) => _worldThreads[world.Id];

    /// <summary>A world enters a state.</summary>
    public void OnState(World world, WorldState state, SimTime now)
    {
        var id = world.Id;
        if (_places[id] is >= 0 and var left)
        {
            _trace.Enter(_pcpuThreads[left], 0, now);
            _places[id] = -1;
            _waitsAt[id] = left;
        }

        var place = -1;
        if (state == WorldState.Running)
        {
            place = world.Pcpu;
            _places[id] = place;
            _trace.Enter(_pcpuThreads[place], _worldNames[id], now);
        }

        _trace.Enter(_worldThreads[id], _stateNames[(int)state], now, place);
    }

    /// <summary>A running world begins to poll for work, or ceases to because some came.</summary>
    public void OnPolling(World world, bool polls, SimTime now) =>
        _trace.Enter(_worldThreads[world.Id], polls ? _polling : _stateNames[(int)WorldState.Running], now, world.Pcpu);

    /// <summary>A pCPU begins to switch to a world, which has left the queue it waited in.</summary>
    public void OnSwitch(int pcpu, World world, SimTime now)
    {
        _trace.Enter(_pcpuThreads[pcpu], _switch, now);
        Read(_waitsAt[world.Id], now);
        Read(pcpu, now);
    }

    /// <summary>An idle pCPU wakes for the handler of an interrupt, or that is over.</summary>
    public void OnHandler(int pcpu, bool begins, SimTime now) => _trace.Enter(_pcpuThreads[pcpu], begins ? _interrupt : 0, now);

    /// <summary>A world was put into the queue of its pCPU, or taken out again.</summary>
    public void OnQueued(World world, SimTime now)
    {
        _waitsAt[world.Id] = world.Pcpu;
        Read(world.Pcpu, now);
    }

    /// <summary>Any world may have been moved to another queue.</summary>
    public void OnBalance(SimTime now)
    {
        foreach (var world in _worlds) _waitsAt[world.Id] = Math.Max(0, world.Pcpu);
        for (var pcpu = 0; pcpu < _pcpuThreads.Length; pcpu++) Read(pcpu, now);
    }

    private void Read(int pcpu, SimTime now)
    {
        var queue = _policy.QueueOf(pcpu);
        var length = _policy.Waiting(pcpu);
        if (length == _lengths[queue]) return;
        _lengths[queue] = length;
        _trace.Count(_queueCounters[queue], length, now);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
