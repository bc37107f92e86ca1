using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>How long a world that runs out of work keeps its pCPU and polls before it blocks.</summary>
/// <param name="Maximum">The longest window; zero switches polling off.</param>
/// <param name="GrowStart">The first window after growing from zero: 10 us in KVM (halt_poll_ns_grow_start), 4 us in QEMU.</param>
/// <param name="Shrink">What a window is divided by when polling did not pay; 0 resets it to zero.</param>
/// <param name="Grow">What a window is multiplied by when a longer one would have paid.</param>
/// <remarks>Source: Linux virt/kvm/kvm_main.c, halt_poll_ns_grow/shrink; QEMU util/aio-posix.c, whose iothreads follow the same pattern.</remarks>
public sealed record PollPolicy(SimDuration Maximum, SimDuration GrowStart, int Shrink, int Grow = 2)
{
    /// <summary>No polling.</summary>
    public static PollPolicy Off { get; } = new(SimDuration.Zero, SimDuration.Zero, 0);

    /// <summary>The window after a halt that lasted <paramref name="halted"/> in all.</summary>
    public SimDuration Next(SimDuration window, SimDuration halted)
    {
        if (Maximum == SimDuration.Zero || (window > SimDuration.Zero && halted <= window)) return window;
        if (window > SimDuration.Zero && halted > Maximum)
        {
            var shrunk = Shrink == 0 ? SimDuration.Zero : new SimDuration(window.Picoseconds / Shrink);
            return shrunk < GrowStart ? SimDuration.Zero : shrunk;
        }

        if (window >= Maximum || halted >= Maximum) return window;
        var grown = window * (long)Grow;
        if (grown < GrowStart) grown = GrowStart;
        return grown < Maximum ? grown : Maximum;
    }
}
