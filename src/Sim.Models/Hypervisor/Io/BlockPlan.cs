using System.Runtime.CompilerServices;
using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What serving one guest request takes on the host: CPU time of the thread, requests to the backend one after the other, and what is written later.</summary>
public struct BlockPlan
{
    /// <summary>Requests to the backend that one guest request may become.</summary>
    public const int MostSteps = 8;

    private Steps _steps;

    /// <summary>CPU time of the layers on the thread, picoseconds.</summary>
    public long Cpu { get; set; }

    /// <summary>Bytes that are written behind the request's back; nobody waits for them.</summary>
    public int WrittenLater { get; set; }

    /// <summary>Requests to the backend; none when a cache has it all.</summary>
    public int Count { get; private set; }

    /// <summary>Those that have been submitted.</summary>
    internal int Submitted { get; set; }

    /// <summary>A request to the backend, by its place.</summary>
    public readonly BlockStep this[int index] => _steps[index];

    /// <summary>Adds a request to the backend at the end.</summary>
    public void Add(IoOperation operation, int bytes, long offset = IoCommand.Anywhere)
    {
        Check.That(Count < MostSteps, "a request needs more steps than a plan has");
        _steps[Count++] = new BlockStep(operation, bytes, offset);
    }

    /// <summary>Takes the requests away and leaves the rest.</summary>
    public void ClearSteps() => Count = 0;

    [InlineArray(MostSteps)]
    private struct Steps
    {
        private BlockStep _first;
    }
}
