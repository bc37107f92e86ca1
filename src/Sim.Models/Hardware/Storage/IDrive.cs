using Sim.Core.Diagnostics;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>A drive as its host sees it: queues that take commands, and completions through an <see cref="IIoCompletionSink"/>.</summary>
/// <remarks>Source: network-and-storage 1.1. Pages: docs/models/nvme.md, docs/models/hdd.md.</remarks>
public interface IDrive
{
    /// <summary>Queues of the drive, 1 or more.</summary>
    int QueuePairs { get; }

    /// <summary>Commands that a queue may have outstanding.</summary>
    int QueueDepth { get; }

    /// <summary>Commands submitted and not completed, all queues together.</summary>
    int Pending { get; }

    /// <summary>Commands completed since the last reset.</summary>
    long Completed { get; }

    /// <summary>Bytes of reads completed since the last reset.</summary>
    long BytesRead { get; }

    /// <summary>Bytes of writes completed since the last reset.</summary>
    long BytesWritten { get; }

    /// <summary>Commands submitted and not completed, over time.</summary>
    TimeWeighted InFlight { get; }

    /// <summary>Who is told the way of its commands; nobody when null.</summary>
    internal INvmeTrace? Trace { get; set; }

    /// <summary>Commands of a queue that are submitted and not completed; the host keeps it at or below the queue depth.</summary>
    /// <param name="queuePair">0 .. <see cref="QueuePairs"/> - 1.</param>
    int Outstanding(int queuePair);

    /// <summary>The host submits a command.</summary>
    /// <param name="queuePair">0 .. <see cref="QueuePairs"/> - 1.</param>
    /// <param name="command">The command.</param>
    /// <exception cref="SimulationFault">The queue is full, or the command has no sensible length.</exception>
    void Submit(int queuePair, in IoCommand command);

    /// <summary>Forgets the statistics and keeps the state: the end of the warm-up.</summary>
    /// <param name="now">The current time.</param>
    void ResetStatistics(SimTime now);
}
