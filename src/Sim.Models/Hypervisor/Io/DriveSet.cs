using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Drives of one kind.</summary>
/// <param name="Count">How many, 1 or more.</param>
/// <param name="Flash">What a solid-state drive is like.</param>
/// <param name="Disk">What a hard disk is like, when the drives are hard disks.</param>
public readonly record struct DriveSet(int Count, NvmeParameters Flash, HddParameters? Disk = null)
{
    /// <summary>What the streams and the drives are named after; nothing for the host's drives.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes that one of them stores.</summary>
    public long Capacity => Disk?.Capacity ?? Flash.Capacity;

    internal IDrive Build(EventCalendar calendar, RngStreams streams, int index, IIoCompletionSink sink) => Disk is null
        ? new NvmeDevice(calendar, Flash, streams, string.Create(CultureInfo.InvariantCulture, $"{Name ?? "host/nvme"}{index}"), sink)
        : new HddDevice(calendar, Disk, streams, string.Create(CultureInfo.InvariantCulture, $"host/hdd{index}"), sink);
}
