using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Builds the ways of virtual disks on a KVM host: QEMU's threads, SPDK reactors, or the device itself.</summary>
/// <remarks>Source: network-and-storage 2.1-2.5. Page: docs/models/storage-path.md.</remarks>
public sealed class KvmDiskPaths : IDiskPaths
{
    /// <summary>The first polling window of an iothread, which no option sets. Source: QEMU util/aio-posix.c, aio_poll: 4000 ns.</summary>
    private static readonly SimDuration PollStart = SimDuration.FromMicroseconds(4);

    private const int VirtQueue = 256;
    private const int NvmeQueue = 1023;

    private readonly CpuDispatcher _dispatcher;
    private readonly KvmDiskParameters _parameters;
    private readonly IBlockBackend _backend;
    private readonly RngStreams _streams;
    private readonly World[] _reactors = [];
    private readonly CachedBlocks? _cached;

    /// <summary>A host without disks; reactors begin to poll.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="parameters">What disks are like.</param>
    /// <param name="drives">The drives.</param>
    /// <param name="count">How many.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="cache">The caching drive; null without one.</param>
    public KvmDiskPaths(
        EventCalendar calendar, CpuDispatcher dispatcher, KvmDiskParameters parameters, IBlockBackend drives, int count, RngStreams streams, SsdCache? cache = null)
    {
        Cache = cache;
        (_dispatcher, _parameters, _streams) = (dispatcher, parameters, streams);
        _backend = parameters.Scheduler == DiskScheduler.None ? drives : new HostIoScheduler(calendar, parameters.Scheduler, count, drives);
        _cached = cache is null ? null : new CachedBlocks(cache, _backend);
        if (parameters.Kind == DiskKind.VhostUserBlk) _reactors = [.. Enumerable.Range(0, parameters.Reactors).Select(Reactor)];
    }

    /// <inheritdoc />
    public SsdCache? Cache { get; }

    /// <summary>From a drive's interrupt to whoever asked: nobody is interrupted when reactors poll, and only the guest when it owns the device.</summary>
    public static SimDuration InterruptOf(KvmDiskParameters parameters) => parameters.Kind switch
    {
        DiskKind.VhostUserBlk => SimDuration.Zero,
        DiskKind.Vfio => parameters.PostedInterrupt,
        DiskKind.Vdpa => parameters.PostedInterrupt + parameters.VdpaDevice,
        _ => parameters.HostInterrupt,
    };

    /// <summary>The handlers of the drives' interrupts on the host's pCPUs; null where nobody of the host is interrupted, or nothing is said of them.</summary>
    /// <param name="parameters">What disks are like.</param>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="guestExit">Exit and entry of a vCPU that a handler interrupts.</param>
    public static HostInterrupts? HandlersOf(KvmDiskParameters parameters, EventCalendar calendar, CpuDispatcher dispatcher, SimDuration guestExit) =>
        parameters.Kind is DiskKind.VhostUserBlk or DiskKind.Vfio or DiskKind.Vdpa || parameters.InterruptHandler == SimDuration.Zero
            ? null
            : new HostInterrupts(
                calendar, dispatcher,
                new HostInterruptCosts(
                    parameters.HostInterrupt - parameters.InterruptHandler, parameters.InterruptHandler, parameters.InterruptHandlerWarm, parameters.InterruptFurther, guestExit));

    /// <inheritdoc />
    public DiskPath Build(VirtualMachine vm, DiskClaim claim) => _parameters.Kind switch
    {
        DiskKind.Vfio => Direct(vm, NvmeQueue),
        DiskKind.Vdpa => Direct(vm, VirtQueue),
        DiskKind.VhostUserBlk => new DiskPath
        {
            Costs = Polled(),
            QueueDepth = _parameters.QueueDepth ?? VirtQueue,
            Backend = _backend,
            Queue = vm.Id,
            Threads = [_reactors[vm.Id % _reactors.Length]],
            IsPolled = true,
        },
        _ => ByQemu(vm),
    };

    private DiskPath Direct(VirtualMachine vm, int depth) =>
        new() { Costs = _parameters, QueueDepth = _parameters.QueueDepth ?? depth, Backend = _backend, Queue = vm.Id };

    private KvmDiskParameters Polled() => _parameters with
    {
        Submit = _parameters.ReactorSubmit, SubmitPolled = _parameters.ReactorSubmit, SubmitBatched = _parameters.ReactorSubmit,
        Complete = _parameters.ReactorComplete, CompletePolled = _parameters.ReactorComplete, CompleteBatched = _parameters.ReactorComplete,
    };

    private DiskPath ByQemu(VirtualMachine vm)
    {
        var threads = Threads(vm);
        var queue = vm.Id * threads.Length;
        var isNvme = _parameters.Kind == DiskKind.Nvme;
        var device = _parameters.Kind == DiskKind.VirtioScsi ? _parameters.ScsiLayer : isNvme ? _parameters.NvmeEmulation : SimDuration.Zero;
        var calls = _parameters.Aio == DiskAio.Native ? _parameters.NativeCalls : SimDuration.Zero;
        var lookup = Cache?.Parameters.Lookup ?? SimDuration.Zero;
        var background = new BackgroundWrites(_backend, queue);
        return new DiskPath
        {
            Costs = _parameters,
            QueueDepth = _parameters.QueueDepth ?? (isNvme ? NvmeQueue : VirtQueue),
            Backend = _backend,
            Queue = queue,
            Threads = threads,
            AlwaysKicks = isNvme,
            SubmitExtra = (device + calls + lookup + HostIoScheduler.CostOf(_parameters.Scheduler, isBatched: false)).Picoseconds,
            SubmitExtraBatched = (device + lookup + HostIoScheduler.CostOf(_parameters.Scheduler, isBatched: true)).Picoseconds,
            Layers = Layers(vm, background),
            Background = background,
            Workers = _parameters.Aio == DiskAio.Threads
                ? new WorkerPool([.. Enumerable.Range(0, _parameters.Workers).Select(i => Thread(vm, Numbered("worker", i), PollPolicy.Off))])
                : null,
            HandOver = _parameters.HandOver.Picoseconds,
            Gate = _cached is null ? null : new CachedDisk(_cached, gate: null, _backend),
        };
    }

    private ImmutableArray<World> Threads(VirtualMachine vm)
    {
        // QEMU's main loop does not poll (only iothreads do).
        if (_parameters.Iothreads == 0 || _parameters.Kind == DiskKind.Nvme) return [Thread(vm, "main", PollPolicy.Off, WorldKind.MainLoop)];
        var polling = _parameters.PollMaximum > SimDuration.Zero
            ? new PollPolicy(_parameters.PollMaximum, PollStart, _parameters.PollShrink, _parameters.PollGrow)
            : PollPolicy.Off;
        return _parameters.Iothreads == 1
            ? [Thread(vm, "disk0", polling)]
            : [.. Enumerable.Range(0, _parameters.Iothreads).Select(i => Thread(vm, Numbered("disk0-io", i), polling))];
    }

    private ImmutableArray<IBlockLayer> Layers(VirtualMachine vm, BackgroundWrites background)
    {
        var layers = ImmutableArray.CreateBuilder<IBlockLayer>();
        if (_parameters.Image.Format != DiskFormat.Raw) layers.Add(new ClusterImage(_parameters.Image, _streams.Get(vm.Name + "/disk0/clusters")));
        if (_parameters.FileSystem == DiskFileSystem.Btrfs) layers.Add(new CopyOnWriteFiles(_parameters.CopyOnWrite, _streams.Get(vm.Name + "/disk0/nodes")));
        if (_parameters.Cache != DiskCache.None)
            layers.Add(new PageCache(_parameters.Cache, _parameters.PageCache, background, _streams.Get(vm.Name + "/disk0/pages")));
        return layers.ToImmutable();
    }

    private World Thread(VirtualMachine vm, string name, PollPolicy polling, WorldKind kind = WorldKind.Storage)
    {
        var thread = _dispatcher.AddWorld($"{vm.Name}/{name}", kind, vm.Id, source: null, polling);
        thread.StartNode = vm.Vcpus[0].StartNode;
        thread.HomeNode = vm.Vcpus[0].HomeNode;
        return thread;
    }

    private World Reactor(int number)
    {
        var reactor = _dispatcher.AddWorld(Numbered("host/reactor", number), WorldKind.Storage, vmId: -1, source: null, PollPolicy.Off);
        reactor.StartNode = number % _dispatcher.Topology.Nodes;
        _dispatcher.Submit(reactor, new WorkItem(PollLoop.Endless, PollLoop.Instance, 0));
        return reactor;
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
}
