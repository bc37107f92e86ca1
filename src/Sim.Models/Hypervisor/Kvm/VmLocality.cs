namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How much of a VM's memory is beside its vCPUs: on the node that each runs on while it runs, as threads and pages move.</summary>
internal sealed class VmLocality
{
    private readonly World[] _vcpus;
    private readonly long[] _seen;
    private double _local;
    private double _ran;

    /// <summary>Begins to count the run time of a VM's vCPUs by node.</summary>
    /// <param name="vcpus">Its vCPUs.</param>
    /// <param name="shares">Share of its memory on each node, adding up to 1; whoever changes it settles first.</param>
    public VmLocality(World[] vcpus, double[] shares)
    {
        (_vcpus, _seen, Shares) = (vcpus, new long[shares.Length], shares);
        foreach (var vcpu in vcpus) vcpu.Entity.RanOnNode = new long[shares.Length];
    }

    /// <summary>Share of its memory on each node now.</summary>
    public double[] Shares { get; }

    /// <summary>Part of the memory on the node where a vCPU ran, mean over run time since the last reset; null when none ran. Settle first.</summary>
    public double? Mean => _ran > 0 ? _local / _ran : null;

    /// <summary>Counts what the vCPUs ran with the shares as they are; the time of those that run has been charged.</summary>
    public void Settle()
    {
        for (var node = 0; node < Shares.Length; node++)
        {
            var ran = 0L;
            foreach (var vcpu in _vcpus) ran += vcpu.Entity.RanOnNode![node];
            _local += (ran - _seen[node]) * Shares[node];
            _ran += ran - _seen[node];
            _seen[node] = ran;
        }
    }

    /// <summary>Forgets the past: the end of the warm-up.</summary>
    public void Reset()
    {
        Settle();
        (_local, _ran) = (0, 0);
    }
}
