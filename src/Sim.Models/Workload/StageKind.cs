namespace Sim.Models.Workload;

/// <summary>What a request does next.</summary>
public enum StageKind
{
    /// <summary>Computes on a vCPU.</summary>
    Cpu,

    /// <summary>Reads from the virtual disk, one after the other.</summary>
    Read,

    /// <summary>Writes to the virtual disk and waits.</summary>
    Write,

    /// <summary>Sends the answer.</summary>
    Send,
}
