using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Testing.Hosts;

/// <summary>A VM with one disk on one drive that takes the same time for every read; the guest keeps some requests in flight, as fio does.</summary>
public sealed class DiskBench : IBlockClient
{
    private readonly int _bytes;
    private bool _looping;

    /// <summary>An idle disk.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpus">vCPUs of the VM.</param>
    /// <param name="path">The software path: a <see cref="KvmDiskParameters"/> or <see cref="EsxiDiskParameters"/>.</param>
    /// <param name="guest">Costs inside the guest.</param>
    /// <param name="readTime">Time of the flash for one read.</param>
    /// <param name="bytes">Size of each read.</param>
    /// <param name="drive">Another drive than one that takes the same time for every read.</param>
    public DiskBench(HostHarness host, int vcpus, BlockPathParameters path, GuestCosts guest, SimDuration readTime, int bytes = 4096, NvmeParameters? drive = null)
    {
        Host = host;
        _bytes = bytes;
        Drive = drive ?? new NvmeParameters
        {
            CommandSlots = 1 << 20,
            FetchLatency = SimDuration.Zero,
            CommandTime = SimDuration.Zero,
            ReadLatencyBefore = SimDuration.Zero,
            ReadLatencyAfter = SimDuration.Zero,
            MediaUnits = 65536,
            ProgramsPerErase = 1,
            ReadBandwidth = 0,
            ReadTime = readTime,
            ReadSpread = 0,
            ReadUnit = 1 << 20,
            SteerableShare = 0,
            CompletionLatency = SimDuration.Zero,
            Link = new PcieParameters { Generation = PcieGeneration.Gen5, Lanes = 16 },
        };
        var streams = new RngStreams(5, 0);
        Array = new StorageArray(
            host.Calendar, new DriveSet(1, Drive), new RaidParameters(), path is KvmDiskParameters asked ? KvmDiskPaths.InterruptOf(asked) : path.HostInterrupt, streams);
        Vm = host.AddVm("vm", vcpus);
        IDiskPaths paths = path is KvmDiskParameters kvm
            ? new KvmDiskPaths(host.Calendar, host.Dispatcher, kvm, Array, 1, streams)
            : new EsxiDiskPaths(host.Calendar, host.Dispatcher, (EsxiDiskParameters)path, Array);
        Disk = new VirtualDisk(host.Calendar, host.Dispatcher, Vm, paths.Build(Vm, new DiskClaim(1000, Operations: null)), guest);
    }

    /// <summary>The host.</summary>
    public HostHarness Host { get; }

    /// <summary>The drive.</summary>
    public NvmeParameters Drive { get; }

    /// <summary>The drives as the host sees them.</summary>
    public StorageArray Array { get; }

    /// <summary>The VM.</summary>
    public VirtualMachine Vm { get; }

    /// <summary>Its disk.</summary>
    public VirtualDisk Disk { get; }

    /// <summary>When each read was done in the guest.</summary>
    public List<SimTime> Done { get; } = [];

    /// <summary>How long the drive takes for one read when nothing else goes on.</summary>
    public SimDuration DriveTime => Drive.ReadTime + Drive.Link.TransferTime(_bytes);

    /// <summary>Issues one read from a vCPU.</summary>
    public void Read(int vcpu = 0) => Disk.Issue(IoOperation.Read, _bytes, vcpu, this, vcpu);

    /// <summary>Issues one write from a vCPU.</summary>
    public void Write(int vcpu = 0) => Disk.Issue(IoOperation.Write, _bytes, vcpu, this, vcpu);

    /// <summary>Keeps reads in flight, spread over the vCPUs.</summary>
    public void KeepInFlight(int depth)
    {
        _looping = true;
        for (var i = 0; i < depth; i++) Read(i % Vm.Vcpus.Length);
    }

    /// <summary>Ends the loop; what is in flight finishes.</summary>
    public void Stop() => _looping = false;

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        if (_looping)
        {
            Read(index);
            return;
        }

        Done.Add(Host.Now);
    }
}
