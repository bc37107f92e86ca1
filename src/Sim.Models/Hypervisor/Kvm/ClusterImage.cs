using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>An image that is allocated a cluster at a time: qcow2, LVM-thin.</summary>
/// <remarks>
/// Models tables that may not be in memory (qcow2), clusters that a first write allocates, with the metadata it writes, copies of a backing
/// file's or snapshot's clusters, and the image filling up. Requests fall into the disk alike everywhere, so that the chances of a cached
/// table and of an allocated cluster follow from their numbers. Leaves out requests across clusters and locality. Source: network-and-storage
/// 2.5; QEMU docs/interop/qcow2.txt. Page: docs/models/storage-path.md.
/// </remarks>
public sealed class ClusterImage : IBlockLayer
{
    /// <summary>A slice of an L2 table or a page of metadata.</summary>
    private const int MetadataBytes = 4096;

    /// <summary>Bytes of an entry of an L2 table.</summary>
    private const int EntryBytes = 8;

    private readonly ImageParameters _parameters;
    private readonly RngStream _random;
    private readonly long _clusters;
    private readonly double _tableHits;

    /// <summary>The image as it is when the run begins.</summary>
    /// <param name="parameters">The image; not raw.</param>
    /// <param name="random">Decides where requests fall.</param>
    public ClusterImage(ImageParameters parameters, RngStream random)
    {
        (_parameters, _random) = (parameters, random);
        _clusters = Math.Max(1, parameters.Size / parameters.ClusterSize);
        AllocatedClusters = (long)(_clusters * parameters.Allocated);
        _tableHits = parameters.Format == DiskFormat.Qcow2 ? Math.Min(1, parameters.L2Cache / (double)(_clusters * EntryBytes)) : 1;
    }

    /// <summary>Clusters that have been written.</summary>
    public long AllocatedClusters { get; private set; }

    /// <inheritdoc />
    public void Apply(ref BlockPlan plan)
    {
        var (operation, bytes, offset) = plan[0];
        if (operation is not (IoOperation.Read or IoOperation.Write)) return;
        plan.ClearSteps();
        plan.Cpu += _parameters.Mapping.Picoseconds;
        if (_tableHits < 1 && _random.NextUniform() >= _tableHits) plan.Add(IoOperation.Read, MetadataBytes);
        var isAllocated = AllocatedClusters == _clusters || _random.NextUniform() * _clusters < AllocatedClusters;
        if (operation == IoOperation.Read)
        {
            // Nothing was written there, and nothing lies below: zeros, which no drive has to read.
            if (isAllocated || _parameters.BackingFile) plan.Add(IoOperation.Read, bytes, offset);
            return;
        }

        if (!isAllocated) Allocate(ref plan, bytes, offset);
        else plan.Add(IoOperation.Write, bytes, offset);
    }

    private void Allocate(ref BlockPlan plan, int bytes, long offset)
    {
        AllocatedClusters++;
        if (_parameters.BackingFile) plan.Add(IoOperation.Read, _parameters.ClusterSize);
        // LVM-thin zeroes a new chunk, so that the whole of it is written; qcow2 writes a cluster only when it copies one.
        var whole = _parameters.BackingFile || _parameters.Format == DiskFormat.LvmThin;
        if (whole) plan.Add(IoOperation.Write, Math.Max(bytes, _parameters.ClusterSize));
        else plan.Add(IoOperation.Write, bytes, offset);
        plan.Add(IoOperation.Write, MetadataBytes);
        // qcow2: the reference count before the table that points to the cluster.
        if (_parameters.Format == DiskFormat.Qcow2) plan.Add(IoOperation.Write, MetadataBytes);
    }
}
