using System.Globalization;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Testing.Hosts;

/// <summary>VMs, a disk each, on the host's drives; each keeps some requests in flight, as fio jobs do.</summary>
public sealed class DiskFarm : IBlockClient
{
    private readonly IDiskPaths _paths;
    private readonly GuestCosts _guest;
    private IoOperation _operation;
    private bool _looping;

    /// <summary>A drive without VMs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">A <see cref="KvmDiskParameters"/> or <see cref="EsxiDiskParameters"/>.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="guest">Costs inside guests; nothing for none.</param>
    public DiskFarm(HostHarness host, BlockPathParameters path, NvmeParameters drive, GuestCosts? guest = null)
        : this(host, path, new DriveSet(1, drive), new RaidParameters(), refuses: false, guest)
    {
    }

    /// <summary>Drives without VMs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">A <see cref="KvmDiskParameters"/> or <see cref="EsxiDiskParameters"/>.</param>
    /// <param name="drives">The drives.</param>
    /// <param name="raid">How they form one device.</param>
    /// <param name="refuses">Whether a full device answers that it is full.</param>
    /// <param name="guest">Costs inside guests; nothing for none.</param>
    /// <param name="guestExit">Exit and entry of a vCPU that a drive's interrupt finds running.</param>
    public DiskFarm(HostHarness host, BlockPathParameters path, DriveSet drives, RaidParameters raid, bool refuses, GuestCosts? guest = null, SimDuration guestExit = default)
    {
        Host = host;
        _guest = guest ?? HostHarness.NoGuestCosts;
        var streams = new RngStreams(7, 0);
        var interrupt = path is KvmDiskParameters asked ? KvmDiskPaths.InterruptOf(asked) : path.HostInterrupt;
        Interrupts = path is KvmDiskParameters handled ? KvmDiskPaths.HandlersOf(handled, host.Calendar, host.Dispatcher, guestExit) : null;
        Array = new StorageArray(host.Calendar, drives, raid, interrupt, streams, interrupts: Interrupts) { RefusesWhenFull = refuses };
        Cache = path.SsdCache is { } cache ? new SsdCache(host.Calendar, cache, interrupt, streams, Interrupts) : null;
        _paths = path is KvmDiskParameters kvm
            ? new KvmDiskPaths(host.Calendar, host.Dispatcher, kvm, Array, drives.Count, streams, Cache)
            : new EsxiDiskPaths(host.Calendar, host.Dispatcher, (EsxiDiskParameters)path, Array, Cache);
    }

    /// <summary>One VM with a disk on a drive that takes the same time for everything.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpus">vCPUs of the VM.</param>
    /// <param name="path">A <see cref="KvmDiskParameters"/> or <see cref="EsxiDiskParameters"/>.</param>
    /// <param name="guest">Costs inside the guest.</param>
    /// <param name="time">Time of the drive.</param>
    public static DiskFarm OfOne(HostHarness host, int vcpus, BlockPathParameters path, GuestCosts guest, SimDuration time)
    {
        var farm = new DiskFarm(host, path, Drive(time), guest) { DriveTime = time + Drive(time).Link.TransferTime(4096) };
        farm.Add(vcpus);
        return farm;
    }

    /// <summary>The host.</summary>
    public HostHarness Host { get; }

    /// <summary>Handlers of the drives' interrupts; null where these are delays alone.</summary>
    public HostInterrupts? Interrupts { get; }

    /// <summary>The drives as the host sees them.</summary>
    public StorageArray Array { get; }

    /// <summary>The caching drive; null without one.</summary>
    public SsdCache? Cache { get; }

    /// <summary>The queue of the device under ESXi.</summary>
    public DeviceQueue DeviceQueue => ((EsxiDiskPaths)_paths).DeviceQueue;

    /// <summary>The first VM.</summary>
    public VirtualMachine Vm => Host.Vms[0];

    /// <summary>Its disk.</summary>
    public VirtualDisk Disk => Disks[0];

    /// <summary>How long the drive of <see cref="OfOne"/> takes for a 4 KiB read when nothing else goes on.</summary>
    public SimDuration DriveTime { get; private init; }

    /// <summary>The disks, one a VM.</summary>
    public List<VirtualDisk> Disks { get; } = [];

    /// <summary>Requests done, by VM.</summary>
    public List<int> Done { get; } = [];

    /// <summary>When each request was done in its guest that no loop followed up.</summary>
    public List<SimTime> Finished { get; } = [];

    /// <summary>Adds a VM with a disk.</summary>
    /// <param name="vcpus">Its vCPUs.</param>
    /// <param name="shares">Its disk shares.</param>
    /// <param name="limit">Requests per second it may do.</param>
    public VirtualDisk Add(int vcpus = 1, double shares = 1000, double? limit = null)
    {
        var vm = Host.AddVm(string.Create(CultureInfo.InvariantCulture, $"vm{Disks.Count}"), vcpus);
        var disk = new VirtualDisk(Host.Calendar, Host.Dispatcher, vm, _paths.Build(vm, new DiskClaim(shares, limit)), _guest);
        Disks.Add(disk);
        Done.Add(0);
        return disk;
    }

    /// <summary>Where the loop's requests of a VM fall; nothing: anywhere.</summary>
    public Func<int, long>? Places { get; set; }

    /// <summary>Every VM keeps 4 KiB requests in flight, spread over its vCPUs.</summary>
    public void KeepInFlight(int depth, IoOperation operation = IoOperation.Read)
    {
        (_operation, _looping) = (operation, true);
        for (var i = 0; i < depth; i++)
        {
            for (var vm = 0; vm < Disks.Count; vm++) Issue(vm, i % Host.Vms[vm].Vcpus.Length);
        }
    }

    /// <summary>One request of a VM.</summary>
    public void Issue(int vm, int vcpu, IoOperation operation, int bytes = 4096, long offset = IoCommand.Anywhere) =>
        Disks[vm].Issue(operation, bytes, vcpu, this, Number(vm, vcpu), offset);

    /// <summary>One 4 KiB read of the first VM.</summary>
    public void Read(int vcpu = 0) => Issue(0, vcpu, IoOperation.Read);

    /// <summary>Ends the loop; what is in flight finishes.</summary>
    public void Stop() => _looping = false;

    /// <summary>Runs on, and says how many requests a second were done.</summary>
    public double Rate(double seconds)
    {
        foreach (var disk in Disks) disk.ResetStatistics();
        Host.Run(seconds);
        return Disks.Sum(disk => disk.Completed) / seconds;
    }

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        Done[index >> 8]++;
        if (_looping) Issue(index >> 8, index & 0xff);
        else Finished.Add(Host.Now);
    }

    /// <summary>A time as short as drives may take.</summary>
    public static NvmeParameters Drive(SimDuration time) => new()
    {
        CommandSlots = 1 << 20,
        FetchLatency = SimDuration.Zero,
        CommandTime = SimDuration.Zero,
        ReadLatencyBefore = SimDuration.Zero,
        ReadLatencyAfter = SimDuration.Zero,
        MediaUnits = 65536,
        ReadTime = time,
        ReadSpread = 0,
        ReadUnit = 1 << 20,
        SteerableShare = 0,
        WriteLatency = time,
        FlushLatency = time,
        ProgramBandwidth = 1e12,
        Age = DriveAge.Fresh,
        ReadBandwidth = 0,
        ProgramsPerErase = 1,
        CompletionLatency = SimDuration.Zero,
        Link = new PcieParameters { Generation = PcieGeneration.Gen5, Lanes = 16 },
    };

    private static int Number(int vm, int vcpu) => (vm << 8) | vcpu;

    private void Issue(int vm, int vcpu) => Issue(vm, vcpu, _operation, offset: Places?.Invoke(vm) ?? IoCommand.Anywhere);
}
