namespace Sim.Reporting.Charts;

/// <summary>What a bar of a timeline stands for; each has a colour and a hatch of its own, the same in every picture.</summary>
public enum TimelineTone
{
    /// <summary>Nothing: no bar.</summary>
    None,

    /// <summary>A named part of the whole, as an outline with its name.</summary>
    Stage,

    /// <summary>A virtual CPU runs.</summary>
    Running,

    /// <summary>A thread of the host runs.</summary>
    HostThread,

    /// <summary>Switching, exits.</summary>
    Overhead,

    /// <summary>A virtual CPU burns its pCPU in a spin loop.</summary>
    Spinning,

    /// <summary>Keeps a pCPU in hope of work.</summary>
    Polling,

    /// <summary>Ready, without a pCPU.</summary>
    Ready,

    /// <summary>Held back by a quota.</summary>
    Throttled,

    /// <summary>Held back by the co-scheduler.</summary>
    CoStopped,

    /// <summary>Behind other work of a guest or a thread.</summary>
    Queued,

    /// <summary>An interrupt on its way or held back.</summary>
    Interrupt,

    /// <summary>In a queue of a device.</summary>
    DeviceQueue,

    /// <summary>A device works.</summary>
    DeviceService,

    /// <summary>On the network.</summary>
    Network,

    /// <summary>Somebody else runs.</summary>
    Others,
}
