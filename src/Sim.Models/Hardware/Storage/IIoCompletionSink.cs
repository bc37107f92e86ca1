namespace Sim.Models.Hardware.Storage;

/// <summary>The host side of a storage device: where completions arrive.</summary>
/// <remarks>Source: network-and-storage 1.1. Page: docs/models/nvme.md.</remarks>
public interface IIoCompletionSink
{
    /// <summary>The completion entry is in host memory and the message-signalled interrupt has arrived.</summary>
    /// <param name="requestId">The number given with the command.</param>
    /// <param name="queuePair">The queue pair the command was submitted on.</param>
    void OnIoCompleted(int requestId, int queuePair);
}
