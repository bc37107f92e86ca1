using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Models.Hardware.Storage;

namespace Sim.Benchmarks;

/// <summary>A drive alone under a closed loop of 4 KiB random reads: what simulators of drives simulate.</summary>
public sealed class DriveLoop : IIoCompletionSink
{
    /// <summary>Reads in flight at which the default drive does about 480,000 a second.</summary>
    public const int Depth = 40;

    private const int ReadBytes = 4096;
    private readonly NvmeDevice _drive;

    /// <summary>A drive with its reads submitted.</summary>
    /// <param name="parameters">The drive.</param>
    /// <param name="depth">Reads in flight, 1 or more.</param>
    public DriveLoop(NvmeParameters parameters, int depth)
    {
        _drive = new NvmeDevice(Calendar, parameters, new RngStreams(1, 0), "host/nvme0", this);
        for (var i = 0; i < depth; i++) _drive.Submit(i % _drive.QueuePairs, new IoCommand(i, IoOperation.Read, ReadBytes));
    }

    /// <summary>Its events.</summary>
    public EventCalendar Calendar { get; } = new();

    /// <summary>Reads done.</summary>
    public long Completed => _drive.Completed;

    /// <inheritdoc />
    public void OnIoCompleted(int requestId, int queuePair) => _drive.Submit(queuePair, new IoCommand(requestId, IoOperation.Read, ReadBytes));
}
