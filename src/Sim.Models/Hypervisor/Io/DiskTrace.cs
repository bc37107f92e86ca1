using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A virtual disk's requests with their stages, and how many there are, for a trace.</summary>
internal sealed class DiskTrace : IDiskTrace
{
    private readonly RunTrace _trace;
    private readonly DispatchTrace _worlds;
    private readonly TraceOwners _owners;
    private readonly AsyncTrace _requests;
    private readonly int _outstanding;
    private readonly int[] _names = new int[3];
    private readonly int _guest;
    private readonly int _held;
    private readonly int _thread;
    private readonly int _device;
    private readonly int _completion;
    private readonly int _interrupt;
    private long _count;

    /// <summary>Registers a disk.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="process">The VM's group.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="worlds">Where threads are drawn.</param>
    /// <param name="owners">The operations of the disk's clients; the disk's own are added.</param>
    public DiskTrace(RunTrace trace, int process, VirtualDisk disk, DispatchTrace worlds, TraceOwners owners)
    {
        (_trace, _worlds, _owners) = (trace, worlds, owners);
        var name = disk.Name;
        _requests = trace.Operations(process, name, "disk", new TraceKeys("bytes", Parent: "for"));
        _outstanding = trace.Counter(process, name, "disk queue", "outstanding");
        _names[(int)IoOperation.Read] = trace.Name("disk read");
        _names[(int)IoOperation.Write] = trace.Name("disk write");
        _names[(int)IoOperation.Flush] = trace.Name("disk flush");
        _guest = trace.Name("guest submits");
        _held = trace.Name("held");
        _thread = trace.Name("thread submits");
        _device = trace.Name("drives");
        _completion = trace.Name("thread completes");
        _interrupt = trace.Name("interrupt");
        owners.Add(disk, _requests);
        disk.Trace = this;
    }

    public void Issued(int id, IoOperation operation, int bytes, IBlockClient client, int index, SimTime now)
    {
        _requests.Begin(id, _names[(int)operation], now, bytes, parent: _owners.Of(client)?.IdOf(index) ?? 0);
        _requests.Stage(id, _guest, now);
        _trace.Count(_outstanding, ++_count, now);
    }

    public void Held(int id, SimTime now) => _requests.Stage(id, _held, now);

    public void Handed(int id, SimTime now) => _requests.Stage(id, _thread, now);

    public void Submitted(int id, IBlockClient client, int index, World thread, SimTime now)
    {
        _requests.Stage(id, _device, now);
        Hop(client, index, thread, now);
    }

    public void Returned(int id, SimTime now) => _requests.Stage(id, _completion, now);

    public void Finished(int id, IBlockClient client, int index, World? thread, SimTime now)
    {
        _requests.Stage(id, _interrupt, now);
        if (thread is not null) Hop(client, index, thread, now);
    }

    public void Done(int id, IBlockClient client, int index, World vcpu, SimTime now)
    {
        _requests.End(id, now);
        _trace.Count(_outstanding, --_count, now);
        Hop(client, index, vcpu, now);
    }

    private void Hop(IBlockClient client, int index, World world, SimTime now) =>
        _owners.Of(client)?.Hop(index, _worlds.ThreadOf(world), isLast: false, now);
}
