using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <content>How fast work goes: SMT sharing, the clock of the core, memory.</content>
public sealed partial class CpuDispatcher
{
    private readonly ClockControl? _clocks;

    private void SetRate(int index)
    {
        var cpu = _pcpus[index];
        var sibling = Topology.SiblingOf(index);
        cpu.SiblingBusy = sibling >= 0 && _pcpus[sibling].Mode != PcpuMode.Idle;
        var rate = cpu.SiblingBusy ? _sharedRate : Pcpu.FullRate;
        var world = cpu.Current!;
        if (world.NodeSpeed is { } speeds) rate = rate * speeds[Topology.NodeOf(index)] >> Pcpu.RateShift;
        if (_clocks is not null) rate = rate * ClockSpeed(world, index) >> Pcpu.RateShift;
        cpu.Rate = rate;
    }

    /// <summary>What the clock does to a world: the part of its time that it waits for memory stays as long as it is.</summary>
    private long ClockSpeed(World world, int index)
    {
        var clock = Cores.Clocks.SpeedOf(Cores.StepOf(Topology.CoreOf(index)));
        world.Clock = clock;
        if (clock == ClockTable.Unit || world.StallShare is not { } shares) return clock;
        var stalled = (long)shares[Topology.NodeOf(index)];
        return (ClockTable.Unit << Pcpu.RateShift) / ((((ClockTable.Unit - stalled) << Pcpu.RateShift) / clock) + stalled);
    }

    private void SiblingChanged(int index)
    {
        var sibling = Topology.SiblingOf(index);
        if (sibling >= 0) SpeedChanged(sibling);
    }

    private void SpeedChanged(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode != PcpuMode.Executing || cpu.Current is not { IsActive: true }) return;
        Charge(index);
        SetRate(index);
        cpu.DoneAt = EndOf(cpu, cpu.Current!);
        // A thread beside short work slows down and speeds up many times before its own is done: an event that comes too early is sent on
        // once, which is cheaper than to move it every time.
        if (cpu.DoneAt >= cpu.NextAt) return;
        _calendar.Cancel(cpu.Next);
        ArmCompletion(index);
    }

    /// <summary>Sets clocks: what the governor asks for, up to what the number of active cores of the socket allows.</summary>
    /// <remarks>
    /// The processor looks at the number of active cores once a period, and only after it went through a step of the turbo table; the
    /// governor samples on its own period. Neither happens on a host with one clock.
    /// </remarks>
    private sealed class ClockControl
    {
        private readonly CpuDispatcher _host;
        private readonly IClockGovernor? _governor;
        private readonly SimDuration _period;
        private readonly EventHandle[] _reviews;
        private readonly int[] _limits;
        private readonly int[] _wanted;
        private readonly long[] _sampledBusy;

        public ClockControl(CpuDispatcher host, IClockGovernor? governor, SimDuration period)
        {
            (_host, _governor, _period) = (host, governor, period);
            var topology = host.Topology;
            _reviews = new EventHandle[topology.Sockets];
            _limits = new int[topology.Sockets];
            Array.Fill(_limits, host.Cores.Clocks.Limit(0));
            _wanted = new int[topology.Pcpus];
            Array.Fill(_wanted, host.Cores.Clocks.Fastest);
            _sampledBusy = new long[topology.Pcpus];
            if (governor is not null) ScheduleSample();
        }

        /// <summary>A pCPU began or ceased to be busy.</summary>
        public void OnActivity(int pcpu)
        {
            var topology = _host.Topology;
            var socket = topology.SocketOfCore(topology.CoreOf(pcpu));
            if (Limit(socket) == _limits[socket] || _host._calendar.IsPending(_reviews[socket])) return;
            var period = _period.Picoseconds;
            var now = _host.Now.Picoseconds;
            var due = period == 0 ? now : ((now / period) + 1) * period;
            _reviews[socket] = _host._calendar.ScheduleAt(new SimTime(due), new EventAction(_host, (int)Step.ClockReview, socket), EventPhase.Decide);
        }

        /// <summary>The processor looks at a socket.</summary>
        public void Review(int socket)
        {
            var limit = Limit(socket);
            if (limit == _limits[socket]) return;
            _limits[socket] = limit;
            var cores = _host.Topology.CoresPerSocket;
            for (var core = socket * cores; core < (socket + 1) * cores; core++) Apply(core);
        }

        /// <summary>The governor looks at every pCPU.</summary>
        public void Sample()
        {
            var clocks = _host.Cores.Clocks;
            var fastest = clocks.SpeedOf(clocks.Fastest);
            var period = _governor!.Period.Picoseconds;
            for (var pcpu = 0; pcpu < _wanted.Length; pcpu++)
            {
                var busy = _host.BusyTime(pcpu);
                var share = (busy - _sampledBusy[pcpu]) * ClockTable.Unit / period;
                _sampledBusy[pcpu] = busy;
                var clock = clocks.SpeedOf(_host.Cores.StepOf(_host.Topology.CoreOf(pcpu))) * ClockTable.Unit / fastest;
                _wanted[pcpu] = clocks.AtLeast(_governor.Wanted(pcpu, share, clock));
            }

            for (var core = 0; core < _host.Topology.Cores; core++) Apply(core);
            ScheduleSample();
        }

        /// <summary>A pCPU's account of busy time begins anew.</summary>
        public void OnReset(int pcpu, long busy) => _sampledBusy[pcpu] -= busy;

        private int Limit(int socket) => _host.Cores.Clocks.Limit(_host.Cores.ActiveCores(socket));

        private void Apply(int core)
        {
            var topology = _host.Topology;
            var first = core * topology.ThreadsPerCore;
            var wanted = _wanted[first];
            for (var thread = 1; thread < topology.ThreadsPerCore; thread++) wanted = Math.Max(wanted, _wanted[first + thread]);
            var step = Math.Min(wanted, _limits[topology.SocketOfCore(core)]);
            if (step == _host.Cores.StepOf(core)) return;
            _host.Cores.SetStep(core, step, _host.Now);
            for (var thread = 0; thread < topology.ThreadsPerCore; thread++) _host.SpeedChanged(first + thread);
        }

        private void ScheduleSample() =>
            _host._calendar.Schedule(_governor!.Period, new EventAction(_host, (int)Step.ClockSample), EventPhase.Decide);
    }
}
