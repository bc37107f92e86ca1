using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Builds the ways of virtual disks on an ESXi host: adapter, VMkernel world, multipathing, queue of the device.</summary>
/// <remarks>Source: network-and-storage 3.1, 3.2. Page: docs/models/storage-path.md.</remarks>
public sealed class EsxiDiskPaths : IDiskPaths
{
    private const int PvscsiDisk = 64;
    private const int LsiDisk = 32;
    private const int VirtualNvme = 1024;

    private readonly CpuDispatcher _dispatcher;
    private readonly EsxiDiskParameters _parameters;
    private readonly IBlockBackend _backend;

    /// <summary>A host without disks.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="parameters">What disks are like.</param>
    /// <param name="drives">The drives.</param>
    /// <param name="cache">The caching drive; null without one.</param>
    public EsxiDiskPaths(EventCalendar calendar, CpuDispatcher dispatcher, EsxiDiskParameters parameters, IBlockBackend drives, SsdCache? cache = null)
    {
        (_dispatcher, _parameters, _backend, Cache) = (dispatcher, parameters, drives, cache);
        DeviceQueue = new DeviceQueue(calendar, parameters, drives);
    }

    /// <summary>The queue of the device.</summary>
    public DeviceQueue DeviceQueue { get; }

    /// <inheritdoc />
    public SsdCache? Cache { get; }

    /// <inheritdoc />
    public DiskPath Build(VirtualMachine vm, DiskClaim claim)
    {
        DeviceQueue.AddVm(vm.Id, claim);
        var isLsi = _parameters.Adapter == DiskAdapter.LsiSas;
        var emulation = isLsi ? _parameters.LsiEmulation : SimDuration.Zero;
        var lookup = Cache?.Parameters.Lookup ?? SimDuration.Zero;
        var isNmp = _parameters.Plugin == PathPlugin.Nmp;
        return new DiskPath
        {
            Costs = _parameters.Adapter == DiskAdapter.VNvme || !claim.IsCoalesced ? _parameters with { CoalesceAbove = 0 } : _parameters,
            QueueDepth = _parameters.QueueDepth ?? _parameters.Adapter switch { DiskAdapter.Pvscsi => PvscsiDisk, DiskAdapter.LsiSas => LsiDisk, _ => VirtualNvme },
            Backend = _backend,
            Queue = vm.Id,
            Threads = [.. Enumerable.Range(0, _parameters.Worlds).Select(i => World(vm, i))],
            AlwaysKicks = isLsi,
            SubmitExtra = (emulation + lookup + (isNmp ? _parameters.NmpLayer : SimDuration.Zero)).Picoseconds,
            SubmitExtraBatched = (emulation + lookup + (isNmp ? _parameters.NmpLayerBatched : SimDuration.Zero)).Picoseconds,
            // Each disk has a part of the cache for itself, above the queue of the device.
            Gate = Cache is null ? DeviceQueue : new CachedDisk(new CachedBlocks(Cache, _backend), DeviceQueue, _backend),
        };
    }

    private World World(VirtualMachine vm, int number)
    {
        var name = _parameters.Worlds == 1 ? $"{vm.Name}/disk0" : string.Create(CultureInfo.InvariantCulture, $"{vm.Name}/disk0-io{number}");
        var world = _dispatcher.AddWorld(name, WorldKind.Storage, vm.Id, source: null, PollPolicy.Off);
        world.StartNode = vm.Vcpus[0].StartNode;
        world.HomeNode = vm.Vcpus[0].HomeNode;
        return world;
    }
}
