using Sim.Core.Time;
using Sim.Models.Hardware.Memory;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What NUMA balancing knows of one VM: where each window of its memory lies, and which nodes faulted on it.</summary>
internal sealed class NumaVm
{
    // NUMA_PERIOD_SLOTS and NUMA_PERIOD_THRESHOLD, MAX_SCAN_WINDOW (MB a second) and ACTIVE_NODE_FRACTION of fair.c.
    private const int Slots = 10;
    private const int Threshold = 7;
    private const long MostScanned = 2560L << 20;
    private const int ActiveNodeFraction = 3;

    private readonly int _nodes;
    private readonly int _windows;
    private readonly long _page;
    private readonly double[] _bytes;
    private readonly double[] _faulted;
    private readonly double[] _used;
    private readonly long[] _stamps;
    private readonly long[] _seen;
    private readonly SimDuration _shortest;
    private readonly SimDuration _longest;
    private double _total;
    private double _local;
    private double _remote;
    private int _next;

    public NumaVm(VirtualMachine vm, long touched, long active, VmLocality locality, double stallFraction, NumaBalancingParameters parameters)
    {
        var shares = locality.Shares;
        (Vm, StallFraction, _nodes, _page) = (vm, stallFraction, shares.Length, parameters.Page);
        _windows = (int)Math.Max(1, (touched + parameters.ScanSize - 1) / parameters.ScanSize);
        (_bytes, _faulted) = (new double[_windows * _nodes], new double[_windows * _nodes]);
        (_used, _seen, Locality) = (new double[_nodes], new long[_nodes], locality);
        _stamps = new long[vm.Vcpus.Length];
        _total = active;
        // Uniform: every window has its part of what is in use, on the nodes as the whole.
        for (var window = 0; window < _windows; window++)
        {
            for (var node = 0; node < _nodes; node++) _bytes[(window * _nodes) + node] = active * shares[node] / _windows;
        }

        var floor = SimDuration.FromSeconds((double)parameters.ScanSize / MostScanned);
        var share = new SimDuration(parameters.ScanPeriodMin.Picoseconds / _windows);
        _shortest = share > floor ? share : floor;
        share = new SimDuration(parameters.ScanPeriodMax.Picoseconds / _windows);
        _longest = share > _shortest ? share : _shortest;
        Period = _shortest;
    }

    public VirtualMachine Vm { get; }

    public double StallFraction { get; }

    /// <summary>Told before memory moves.</summary>
    public VmLocality Locality { get; }

    /// <summary>Share of the memory in use on each node.</summary>
    public double[] Shares => Locality.Shares;

    /// <summary>Time between two scans.</summary>
    public SimDuration Period { get; private set; }

    /// <summary>The node on which most faults found their memory in the last pass; -1 before the first is over.</summary>
    public int Preferred { get; private set; } = -1;

    /// <summary>CPU time of faults that nobody has paid for, picoseconds.</summary>
    public long Debt { get; set; }

    /// <summary>Whether a vCPU has run for a whole period since its last scan: CPU time counts, an idle VM is not scanned.</summary>
    public bool HasRunEnough()
    {
        var has = false;
        for (var i = 0; i < _stamps.Length; i++)
        {
            var ran = 0L;
            foreach (var time in Vm.Vcpus[i].Entity.RanOnNode!) ran += time;
            if (ran - _stamps[i] < Period.Picoseconds) continue;
            _stamps[i] = ran;
            has = true;
        }

        return has;
    }

    /// <summary>Lets the next window fault and moves what may move.</summary>
    /// <param name="memory">What the nodes have left.</param>
    /// <param name="faults">How many pages faulted.</param>
    /// <returns>Bytes moved.</returns>
    public long Scan(NumaPlacement memory, out long faults)
    {
        NoteUse();
        var (first, moved, inUse) = (_next * _nodes, 0.0, 0.0);
        for (var node = 0; node < _nodes; node++)
        {
            inUse += _bytes[first + node];
            _local += _bytes[first + node] * _used[node];
            _remote += _bytes[first + node] * (1 - _used[node]);
        }

        for (var from = 0; from < _nodes; from++)
        {
            var here = _bytes[first + from];
            for (var to = 0; to < _nodes; to++)
            {
                if (to == from || !MayMove(from, to)) continue;
                // Faulted on from there now and when it was scanned before.
                var wanted = here * _used[to] * _faulted[first + to];
                var bytes = wanted < 1 ? 0 : memory.Move(from, to, (long)wanted);
                _bytes[first + from] -= bytes;
                _bytes[first + to] += bytes;
                moved += bytes;
            }
        }

        for (var node = 0; node < _nodes; node++) _faulted[first + node] = _used[node];
        faults = (long)Math.Ceiling(inUse / _page);
        if (moved > 0) Sum();
        if (++_next == _windows) EndPass();
        return (long)moved;
    }

    /// <summary>How the vCPUs' time since the last scan divides among the nodes.</summary>
    private void NoteUse()
    {
        var all = 0.0;
        for (var node = 0; node < _nodes; node++)
        {
            var ran = 0L;
            foreach (var vcpu in Vm.Vcpus) ran += vcpu.Entity.RanOnNode![node];
            _used[node] = ran - _seen[node];
            _seen[node] = ran;
            all += _used[node];
        }

        for (var node = 0; node < _nodes && all > 0; node++) _used[node] /= all;
    }

    /// <summary>To a node that computes much more; else until use and memory are in balance, with a quarter of hysteresis.</summary>
    private bool MayMove(int from, int to) =>
        _used[to] > _used[from] * ActiveNodeFraction || _used[to] * Shares[from] * 3 > _used[from] * Shares[to] * 4;

    private void Sum()
    {
        for (var node = 0; node < _nodes; node++)
        {
            var sum = 0.0;
            for (var window = 0; window < _windows; window++) sum += _bytes[(window * _nodes) + node];
            Shares[node] = sum / _total;
        }
    }

    /// <summary>All windows were scanned: a new period by what was local or private, and the node to be preferred.</summary>
    private void EndPass()
    {
        _next = 0;
        Preferred = 0;
        for (var node = 1; node < _nodes; node++)
        {
            if (Shares[node] > Shares[Preferred]) Preferred = node;
        }

        var slot = (Period.Picoseconds + Slots - 1) / Slots;
        // Memory of a VM is shared by its vCPUs: a fault is private when the same one faulted before, one in as many as there are.
        var privately = Slots / Vm.Vcpus.Length;
        var locally = _local + _remote > 0 ? (int)(_local * Slots / (_local + _remote)) : 0;
        var change = privately >= Threshold ? Math.Max(1, privately - Threshold)
            : locally >= Threshold ? Math.Max(1, locally - Threshold)
            : Math.Max(locally, privately) - Threshold;
        var period = new SimDuration(_local + _remote > 0 ? Period.Picoseconds + (change * slot) : Period.Picoseconds * 2);
        Period = period < _shortest ? _shortest : period > _longest ? _longest : period;
        (_local, _remote) = (0, 0);
    }
}
