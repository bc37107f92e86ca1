using Sim.Core.Time;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The virtual disks of an ESXi host.</summary>
public sealed record EsxiDiskParameters : BlockPathParameters
{
    /// <summary>The costs of the VMkernel's path below HPP on VMFS.</summary>
    public EsxiDiskParameters()
    {
        Kick = SimDuration.FromMicroseconds(1.5);
        Submit = SubmitPolled = SimDuration.FromMicroseconds(2.3);
        SubmitBatched = SimDuration.FromMicroseconds(1.5);
        Complete = CompletePolled = SimDuration.FromMicroseconds(1.2);
        CompleteBatched = SimDuration.FromMicroseconds(0.8);
        CoalesceAbove = 2;
    }

    /// <summary>The controller that guests see.</summary>
    [Parameter("The controller that guests see: pvscsi (64 requests a disk), vnvme (1024, no coalescing), lsi-sas (32, every request kicks).",
        Certainty = Certainty.Secondary, Source = "network-and-storage 3.1")]
    public DiskAdapter Adapter { get; init; }

    /// <summary>VMkernel worlds that serve one disk.</summary>
    [Parameter("VMkernel worlds that serve one disk, its queues spread over them; more than 1 with vnvme only.", Min = 1, Max = 16,
        Certainty = Certainty.Assumed, Source = "own choice; network-and-storage 3.1: vNVMe has several queue pairs")]
    public int Worlds { get; init; } = 1;

    /// <summary>The multipathing plug-in.</summary>
    [Parameter("Multipathing plug-in that claims the drives: hpp, nmp.",
        Certainty = Certainty.Primary, Source = "network-and-storage 3.2: hpp for local NVMe from 7.0 U2 on, nmp before and for SCSI")]
    public PathPlugin Plugin { get; init; }

    /// <summary>What NMP adds to a request.</summary>
    [Parameter("CPU that nmp adds to a request.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: 5 to 7 us a request with nmp and VMFS, 3 to 4 with hpp")]
    public SimDuration NmpLayer { get; init; } = SimDuration.FromMicroseconds(2.5);

    /// <summary>The same for a request of a batch.</summary>
    [Parameter("CPU that nmp adds to a request of a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: half, as elsewhere on the path")]
    public SimDuration NmpLayerBatched { get; init; } = SimDuration.FromMicroseconds(1.2);

    /// <summary>What emulating an LSI adapter adds to a request.</summary>
    [Parameter("CPU of emulating the adapter, each request of lsi-sas.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own choice: registers and messages of real hardware")]
    public SimDuration LsiEmulation { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Requests that the host keeps on the device.</summary>
    [Parameter("Requests of all VMs that the host keeps on the device.", Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: 1008 and more for local NVMe, 32 to 64 for Fibre Channel")]
    public int DeviceQueueDepth { get; init; } = 1008;

    /// <summary>Requests of one VM on a device that several use.</summary>
    [Parameter("Disk.SchedNumReqOutstanding: requests one VM may have on the device while others use it too.", Min = 1, Max = 65536,
        Certainty = Certainty.Primary, Source = "network-and-storage 3.2: 32")]
    public int SchedNumReqOutstanding { get; init; } = 32;

    /// <summary>Refusals after which adaptive queueing halves the queue; 0 is off.</summary>
    [Parameter("QFullSampleSize: answers QUEUE FULL or BUSY after which adaptive queueing halves the device's queue; 0 is off, 32 what makers of arrays ask for.",
        Min = 0, Max = 64, Certainty = Certainty.Primary, Source = "VMware knowledge base 1008113: off unless set; network-and-storage 3.2: 32 typical")]
    public int QFullSampleSize { get; init; }

    /// <summary>Good answers after which adaptive queueing lets one request more onto the device.</summary>
    [Parameter("QFullThreshold: good answers after which adaptive queueing lets one request more onto the device.", Min = 1, Max = 16,
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: 8 typical; VMware knowledge base 1008113 has the rule")]
    public int QFullThreshold { get; init; } = 8;

    /// <summary>When a refused request is tried again although nothing has come back from the device.</summary>
    [Parameter("When a refused request is tried again although no other has come back from the device.", Min = 0.01, Max = 1000, Unit = "ms",
        Certainty = Certainty.Assumed, Source = "own choice: no published figure")]
    public SimDuration QFullRetry { get; init; } = SimDuration.FromMilliseconds(1);

    /// <summary>Storage I/O control.</summary>
    [Parameter("Storage I/O control: on, the queue shrinks while latency is above the threshold, and VMs share it by their shares.")]
    public bool IoControl { get; init; }

    /// <summary>Latency above which I/O control shrinks the queue.</summary>
    [Parameter("Latency of the device above which I/O control shrinks the queue.", Min = 0.1, Max = 100, Unit = "ms",
        Certainty = Certainty.Secondary, Source = "network-and-storage 3.2: 30 ms; 10 to 15 ms suggested for SSD")]
    public SimDuration CongestionThreshold { get; init; } = SimDuration.FromMilliseconds(30);

    /// <summary>How often I/O control decides.</summary>
    [Parameter("How often I/O control decides.", Min = 0.01, Max = 60, Unit = "s",
        Certainty = Certainty.Assumed, Source = "Gulati et al., PARDA, FAST 2009: 4 s")]
    public SimDuration ControlInterval { get; init; } = SimDuration.FromSeconds(4);
}
