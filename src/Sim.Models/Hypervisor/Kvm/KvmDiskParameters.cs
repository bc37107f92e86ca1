using Sim.Core.Time;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The virtual disks of a KVM host.</summary>
public sealed record KvmDiskParameters : BlockPathParameters
{
    /// <summary>The costs of QEMU's path on Linux.</summary>
    public KvmDiskParameters() => CompleteBatched = SimDuration.FromMicroseconds(0.3);

    /// <summary>How guests reach their disks.</summary>
    [Parameter("How guests reach their disks: virtio-blk, virtio-scsi, nvme (emulated), vhost-user-blk (SPDK), vfio (the guest owns a virtual function), vdpa.")]
    public DiskKind Kind { get; init; }

    /// <summary>Threads that serve one disk.</summary>
    [Parameter("iothreads of one disk (virtio-blk, virtio-scsi): 0 is QEMU's main loop, more than 1 is iothread-vq-mapping.", Min = 0, Max = 64,
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: one iothread is enough for ordinary VMs")]
    public int Iothreads { get; init; } = 1;

    /// <summary>Longest time an iothread polls before it sleeps.</summary>
    [Parameter("poll-max-ns: longest polling window of an iothread before it sleeps; 0 us is off. The main loop never polls.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Primary, Source = "QEMU iothread.c: 32768 ns")]
    public SimDuration PollMaximum { get; init; } = SimDuration.FromNanoseconds(32768);

    /// <summary>Factor on the window when a longer one would have paid.</summary>
    [Parameter("poll-grow: factor on the polling window when a longer one would have paid; it begins with 4 us.", Min = 2, Max = 64,
        Certainty = Certainty.Primary, Source = "QEMU util/aio-posix.c: 2")]
    public int PollGrow { get; init; } = 2;

    /// <summary>Divisor of the window when polling was in vain.</summary>
    [Parameter("poll-shrink: divisor of the polling window when nothing came within poll-max-ns; 0 resets it.", Min = 0, Max = 64,
        Certainty = Certainty.Primary, Source = "QEMU util/aio-posix.c: 0")]
    public int PollShrink { get; init; }

    /// <summary>How QEMU hands requests to the kernel.</summary>
    [Parameter("How QEMU hands requests to the kernel: io-uring, native (Linux AIO), threads (a pool of workers).")]
    public DiskAio Aio { get; init; }

    /// <summary>What Linux AIO costs beside io_uring.</summary>
    [Parameter("System calls of aio native beside those of io-uring, each request outside a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: one more system call each way; network-and-storage 2.2: io_uring has the lowest cost")]
    public SimDuration NativeCalls { get; init; } = SimDuration.FromMicroseconds(0.5);

    /// <summary>Workers of one disk with aio threads.</summary>
    [Parameter("Workers of one disk with aio threads.", Min = 1, Max = 64,
        Certainty = Certainty.Primary, Source = "QEMU util/thread-pool.c: 64")]
    public int Workers { get; init; } = 64;

    /// <summary>Handing a request to a worker or back.</summary>
    [Parameter("CPU of handing a request to a worker, and back; the switch comes on top.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: 5.0 us a request with aio=threads against 3.0")]
    public SimDuration HandOver { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>The SCSI layer of virtio-scsi.</summary>
    [Parameter("CPU of QEMU's SCSI layer, each request of virtio-scsi.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice; network-and-storage 2.1: a thicker stack than virtio-blk")]
    public SimDuration ScsiLayer { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>Emulating an NVMe controller.</summary>
    [Parameter("CPU of emulating the controller, each request of nvme.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: queue entries and their page lists are copied from and to guest memory")]
    public SimDuration NvmeEmulation { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>SPDK reactors of the host.</summary>
    [Parameter("SPDK reactors of the host (vhost-user-blk), each a pCPU that is always busy; disk i is served by reactor i modulo their number.", Min = 1, Max = 64)]
    public int Reactors { get; init; } = 1;

    /// <summary>A reactor's work to take and submit a request.</summary>
    [Parameter("CPU of a reactor to take and submit one request.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.4: 0.5 to 2 us a request in all")]
    public SimDuration ReactorSubmit { get; init; } = SimDuration.FromMicroseconds(0.5);

    /// <summary>A reactor's work to complete a request.</summary>
    [Parameter("CPU of a reactor to complete one request and signal the guest.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.4: 0.5 to 2 us a request in all")]
    public SimDuration ReactorComplete { get; init; } = SimDuration.FromMicroseconds(0.5);

    /// <summary>The handler of a drive's interrupt.</summary>
    [Parameter("Part of hostInterrupt that is the handler of a drive's interrupt with the first completion it finds, on the pCPU that the queue belongs to, and time of whoever runs there; 0 us is a delay alone.",
        Min = 0, Max = 100, Unit = "us", Certainty = Certainty.Assumed, Source = "network-and-storage 1.1: entry and reap 1.0 to 1.5 us; the lower end, half of the 2.0 us of network-and-storage 8A")]
    public SimDuration InterruptHandler { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>The same where it interrupts a storage thread at work.</summary>
    [Parameter("The same where it interrupts a storage thread at work, whose caches have what it needs.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 1.1: 0.3 us a completion beside the first; network-and-storage 2.1: half of the 0.6 us that 1.6 us a request of a batch leave beside submission")]
    public SimDuration InterruptHandlerWarm { get; init; } = SimDuration.FromMicroseconds(0.3);

    /// <summary>Each further completion that a handler finds.</summary>
    [Parameter("Each further completion that such a handler finds.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 1.1: 0.3 us each")]
    public SimDuration InterruptFurther { get; init; } = SimDuration.FromMicroseconds(0.3);

    /// <summary>Virtual functions of the drives.</summary>
    [Parameter("Controllers or virtual functions that can be given to guests (vfio, vdpa): one a VM.", Min = 1, Max = 1024,
        Certainty = Certainty.Assumed, Source = "own choice: SR-IOV drives have 32 to 64")]
    public int VirtualFunctions { get; init; } = 64;

    /// <summary>Delivery of a device's interrupt to a guest that owns it.</summary>
    [Parameter("Posting a device's interrupt to the guest that owns it (vfio, vdpa).", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.4: 0.5 us extra, no host CPU")]
    public SimDuration PostedInterrupt { get; init; } = SimDuration.FromMicroseconds(0.5);

    /// <summary>What a vDPA device's own processor takes.</summary>
    [Parameter("Time of a vDPA device's own processor between ring and drive, both ways together.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: no published figure")]
    public SimDuration VdpaDevice { get; init; } = SimDuration.FromMicroseconds(5);

    /// <summary>Cache mode.</summary>
    [Parameter("Cache mode: none, directsync, writeback, unsafe (ignores flushes), writethrough.")]
    public DiskCache Cache { get; init; }

    /// <summary>The host's page cache.</summary>
    [Parameter("The host's page cache, with cache writeback, unsafe and writethrough.")]
    public PageCacheParameters PageCache { get; init; } = new();

    /// <summary>I/O scheduler of the host.</summary>
    [Parameter("I/O scheduler of the host's block layer: none, mq-deadline, kyber, bfq.")]
    public DiskScheduler Scheduler { get; init; }

    /// <summary>The image.</summary>
    [Parameter("How the blocks of a disk are mapped.")]
    public ImageParameters Image { get; init; } = new();

    /// <summary>What holds the image.</summary>
    [Parameter("What holds the image: none (a block device), xfs, ext4, btrfs, btrfs-nodatacow.")]
    public DiskFileSystem FileSystem { get; init; }

    /// <summary>Copy on write.</summary>
    [Parameter("What btrfs adds to an overwrite.")]
    public CopyOnWriteParameters CopyOnWrite { get; init; } = new();
}
