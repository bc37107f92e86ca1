using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What a thread does that polls for ever: work without end, which requests interrupt.</summary>
internal sealed class PollLoop : IWorkSink
{
    public static PollLoop Instance { get; } = new();

    /// <summary>Longer than any run, picoseconds.</summary>
    public static long Endless => SimDuration.FromSeconds(3_600_000).Picoseconds;

    public void OnWorkDone(World world, in WorkItem item) => Check.That(false, "a polling loop came to its end");
}
