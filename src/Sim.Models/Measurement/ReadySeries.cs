using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hypervisor;

namespace Sim.Models.Measurement;

/// <summary>Ready time of each VM, second by second of the measured part: what its guest reports as steal under KVM, and esxtop's %RDY at an interval of a second.</summary>
/// <remarks>
/// Read between events, so that nothing depends on it. Throttled time is in it, as in the guest's steal; a last part of a second is left out. Source: cpu-and-memory 1.10.
/// </remarks>
public sealed class ReadySeries
{
    private readonly ImmutableArray<VirtualMachine> _vms;
    private readonly long[] _before;
    private double[] _shares = [];
    private SimTime _next = SimTime.Max;
    private RunTrace? _trace;
    private int[] _counters = [];

    /// <summary>Nothing is read yet.</summary>
    /// <param name="vms">The VMs.</param>
    public ReadySeries(ImmutableArray<VirtualMachine> vms) => (_vms, _before) = (vms, new long[vms.Length]);

    /// <summary>Whole seconds read.</summary>
    public int Seconds { get; private set; }

    /// <summary>Ready time of a VM in one second as a share of the second, mean over its vCPUs, 0 to 1.</summary>
    /// <param name="second">Second of the measured part, from 0.</param>
    /// <param name="vm">Number of the VM.</param>
    public double this[int second, int vm] => _shares[(second * _vms.Length) + vm];

    /// <summary>A share that a part of all seconds of all VMs does not exceed; nothing before a second is over.</summary>
    /// <param name="part">The part, 0 to 1.</param>
    public double? Percentile(double part)
    {
        var count = Seconds * _vms.Length;
        if (count == 0) return null;
        var sorted = _shares[..count];
        Array.Sort(sorted);
        return sorted[Math.Max(0, (int)Math.Ceiling(part * count) - 1)];
    }

    /// <summary>Records the seconds of each VM as well.</summary>
    internal void Record(RunTrace trace, int[] processes)
    {
        _trace = trace;
        _counters = [.. _vms.Select((vm, i) => trace.Counter(processes[i], vm.Name + "/steal", vm.Name + ": steal", "us"))];
    }

    /// <summary>The measured part begins, all accounts are zero.</summary>
    internal void Begin(SimTime now, SimDuration length)
    {
        Array.Clear(_before);
        (_shares, Seconds) = (new double[_vms.Length * (length.Picoseconds / SimDuration.PerSecond)], 0);
        _next = now + new SimDuration(SimDuration.PerSecond);
    }

    /// <summary>Reads the accounts when a second is over.</summary>
    internal void Look(SimTime now)
    {
        if (now < _next || (Seconds + 1) * _vms.Length > _shares.Length) return;
        for (var i = 0; i < _vms.Length; i++)
        {
            var ready = 0L;
            foreach (var vcpu in _vms[i].Vcpus)
            {
                vcpu.Settle(now);
                ready += vcpu.ReadyTime;
            }

            var mean = (ready - _before[i]) / (double)_vms[i].Vcpus.Length;
            _before[i] = ready;
            _shares[(Seconds * _vms.Length) + i] = mean / SimDuration.PerSecond;
            _trace?.Count(_counters[i], (long)(mean / SimDuration.PerMicrosecond), now);
        }

        Seconds++;
        _next += new SimDuration(SimDuration.PerSecond);
    }
}
