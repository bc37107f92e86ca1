using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Cpu;

/// <summary>What every core does, active at a clock or asleep in an idle state, with accounts that are exact to the picosecond.</summary>
/// <remarks>
/// A core is active while one of its threads is, from the wake-up on; it sleeps no deeper than its shallower thread asked for, and goes
/// deeper by the governor's rule, which is worked out when it wakes and needs no event. A thread that wakes beside a busy one leaves the
/// shallowest state. Leaves out package states and the energy of going in and out.
/// Source: Intel SDM volume 3, power and thermal management (a core is as deep as its shallowest thread); cpu-and-memory 1.11, 2.8. Page: docs/models/cpu.md.
/// </remarks>
public sealed class CoreStates
{
    private readonly CoreTopology _topology;
    private readonly IIdleGovernor _governor;
    private readonly SimDuration[] _exits;
    private readonly (int Next, SimDuration After)[] _path;
    private readonly bool _smt;
    private readonly double[] _powers;
    private readonly int _states;
    private readonly int _steps;
    private readonly Core[] _cores;
    private readonly Socket[] _sockets;
    private readonly int[] _asked;
    private readonly SimTime[] _idleSince;
    private readonly long[] _idleTime;
    private readonly long[] _activeTime;
    private SimTime _accountedFrom;

    /// <summary>Every core idle since time zero.</summary>
    /// <param name="topology">The host.</param>
    /// <param name="states">Idle states, the shallowest first, one or more.</param>
    /// <param name="governor">How deep idle threads sleep.</param>
    /// <param name="clocks">The clocks; every core begins at the limit of an idle socket.</param>
    public CoreStates(CoreTopology topology, ImmutableArray<IdleState> states, IIdleGovernor governor, ClockTable clocks)
    {
        Check.That(states.Length > 0, "a core has no idle state");
        (_topology, _governor, Clocks) = (topology, governor, clocks);
        _exits = [.. states.Select(state => state.Exit)];
        _powers = [.. states.Select(state => state.Power)];
        (_states, _steps) = (states.Length, clocks.Clocks.Length);
        _cores = new Core[topology.Cores];
        _sockets = new Socket[topology.Sockets];
        _asked = new int[topology.Pcpus];
        _idleSince = new SimTime[topology.Pcpus];
        _idleTime = new long[_cores.Length * _states];
        _activeTime = new long[_cores.Length * _steps];
        _smt = topology.ThreadsPerCore > 1;
        // Where a core goes from a state never changes, so the governor is asked once.
        _path = new (int, SimDuration)[_states];
        for (var state = 0; state < _states; state++) _path[state] = (governor.Deeper(state, out var after), after);
        for (var pcpu = 0; pcpu < _asked.Length; pcpu++) _asked[pcpu] = governor.Choose(pcpu);
        for (var core = 0; core < _cores.Length; core++)
        {
            _cores[core].Socket = topology.SocketOfCore(core);
            _cores[core].State = Asked(core);
            _cores[core].Step = clocks.Limit(0);
        }
    }

    /// <summary>The clocks.</summary>
    public ClockTable Clocks { get; }

    /// <summary>Time since the accounts were reset, up to the last time they were brought up to date.</summary>
    public SimDuration Accounted { get; private set; }

    /// <summary>Idle states.</summary>
    public int States => _states;

    /// <summary>Power of a core in an idle state, as a share of its active power.</summary>
    public double PowerOf(int state) => _powers[state];

    /// <summary>Cores of a socket with a busy thread.</summary>
    public int ActiveCores(int socket) => _sockets[socket].Active;

    /// <summary>The step of the clock that a core has, or will have when it wakes.</summary>
    public int StepOf(int core) => _cores[core].Step;

    /// <summary>Picoseconds that a core was active at a step of the clock.</summary>
    public long ActiveTime(int core, int step) => _activeTime[(core * _steps) + step];

    /// <summary>Picoseconds that a core was in an idle state.</summary>
    public long IdleTime(int core, int state) => _idleTime[(core * _states) + state];

    /// <summary>Picoseconds that at least one core of a socket was active.</summary>
    public long AwakeTime(int socket) => _sockets[socket].Awake;

    /// <summary>A thread has nothing to run.</summary>
    public void OnIdle(int pcpu, SimTime now)
    {
        _asked[pcpu] = _governor.Choose(pcpu);
        _idleSince[pcpu] = now;
        var index = _topology.CoreOf(pcpu);
        ref var core = ref _cores[index];
        if (--core.BusyThreads > 0) return;
        Settle(index, now);
        core.IsActive = false;
        core.IdleSince = now;
        core.State = Asked(index);
        ref var socket = ref _sockets[core.Socket];
        if (--socket.Active == 0) socket.Awake += (now - socket.Since).Picoseconds;
    }

    /// <summary>A thread has something to run.</summary>
    /// <returns>The exit latency of the state its core is in.</returns>
    public SimDuration OnBusy(int pcpu, SimTime now)
    {
        _governor.OnIdleEnded(pcpu, now - _idleSince[pcpu]);
        var index = _topology.CoreOf(pcpu);
        ref var core = ref _cores[index];
        if (core.BusyThreads++ > 0) return _exits[0];
        Settle(index, now);
        core.IsActive = true;
        ref var socket = ref _sockets[core.Socket];
        if (socket.Active++ == 0) socket.Since = now;
        return _exits[core.State];
    }

    /// <summary>The clock of a core changes.</summary>
    public void SetStep(int core, int step, SimTime now)
    {
        if (_cores[core].IsActive) Settle(core, now);
        _cores[core].Step = step;
    }

    /// <summary>Clears the accounts: the end of the warm-up.</summary>
    public void ResetAccounts(SimTime now)
    {
        SettleAll(now);
        Array.Clear(_idleTime);
        Array.Clear(_activeTime);
        for (var socket = 0; socket < _sockets.Length; socket++) _sockets[socket].Awake = 0;
        _accountedFrom = now;
        Accounted = SimDuration.Zero;
    }

    /// <summary>Brings the accounts up to now and checks that those of every core add up to the elapsed time, exactly.</summary>
    /// <exception cref="SimulationFault">They do not add up.</exception>
    public void CheckAccounts(SimTime now)
    {
        SettleAll(now);
        Accounted = now - _accountedFrom;
        for (var core = 0; core < _cores.Length; core++)
        {
            var sum = 0L;
            for (var step = 0; step < _steps; step++) sum += ActiveTime(core, step);
            for (var state = 0; state < _states; state++) sum += IdleTime(core, state);
            Check.That(sum == Accounted.Picoseconds, "the states of a core do not add up to elapsed time");
        }
    }

    private int Asked(int core) => _smt ? Math.Min(_asked[core * 2], _asked[(core * 2) + 1]) : _asked[core];

    private void SettleAll(SimTime now)
    {
        for (var core = 0; core < _cores.Length; core++) Settle(core, now);
        for (var index = 0; index < _sockets.Length; index++)
        {
            ref var socket = ref _sockets[index];
            if (socket.Active > 0) socket.Awake += (now - socket.Since).Picoseconds;
            socket.Since = now;
        }
    }

    private void Settle(int index, SimTime now)
    {
        ref var core = ref _cores[index];
        if (core.IsActive)
        {
            _activeTime[(index * _steps) + core.Step] += (now - core.Since).Picoseconds;
            core.Since = now;
            return;
        }

        var first = index * _states;
        while (true)
        {
            var (next, after) = _path[core.State];
            var at = core.IdleSince + after;
            if (next < 0 || at > now) break;
            _idleTime[first + core.State] += (at - core.Since).Picoseconds;
            (core.State, core.Since) = (next, at);
        }

        _idleTime[first + core.State] += (now - core.Since).Picoseconds;
        core.Since = now;
    }

    private struct Core
    {
        public SimTime Since;
        public SimTime IdleSince;
        public int BusyThreads;
        public int State;
        public int Step;
        public int Socket;
        public bool IsActive;
    }

    private struct Socket
    {
        public SimTime Since;
        public long Awake;
        public int Active;
    }
}
