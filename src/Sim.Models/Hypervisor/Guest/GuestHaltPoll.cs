using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>The guest's own polling before it halts: Linux' cpuidle-haltpoll driver with the haltpoll governor.</summary>
/// <remarks>Source: Linux drivers/cpuidle/governors/haltpoll.c, drivers/cpuidle/cpuidle-haltpoll.c. Page: docs/models/guest.md.</remarks>
public sealed record GuestHaltPoll
{
    /// <summary>Whether the guest polls.</summary>
    [Parameter("cpuidle-haltpoll in the guest: on is the module loaded with force=1; auto is on with dedicated, off without.",
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/cpuidle-haltpoll.c, haltpoll_want: KVM_HINTS_REALTIME or force")]
    public Paravirtual Enabled { get; init; }

    /// <summary>The longest window.</summary>
    [Parameter("guest_halt_poll_ns: longest window.", Min = 1, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/governors/haltpoll.c: 200000 ns")]
    public SimDuration Maximum { get; init; } = SimDuration.FromMicroseconds(200);

    /// <summary>The first window after growing from zero, and the least that shrinking leaves.</summary>
    [Parameter("guest_halt_poll_grow_start: first window after growing from zero; a window that shrinks below it is zero.", Min = 1, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/governors/haltpoll.c: 50000 ns")]
    public SimDuration GrowStart { get; init; } = SimDuration.FromMicroseconds(50);

    /// <summary>What a window is multiplied by when the halt after it was short.</summary>
    [Parameter("guest_halt_poll_grow: factor on the window when the halt after it was longer than the window and not longer than the maximum.", Min = 0, Max = 64,
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/governors/haltpoll.c")]
    public int Grow { get; init; } = 2;

    /// <summary>What a window is divided by when the halt after it was long.</summary>
    [Parameter("guest_halt_poll_shrink: divisor of the window when the halt after it was longer than the maximum; 0 takes it to zero.", Min = 0, Max = 64,
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/governors/haltpoll.c")]
    public int Shrink { get; init; } = 2;

    /// <summary>Whether windows shrink at all.</summary>
    [Parameter("guest_halt_poll_allow_shrink: whether windows shrink; without, they stay at what they have grown to.",
        Certainty = Certainty.Primary, Source = "Linux drivers/cpuidle/governors/haltpoll.c: on")]
    public bool AllowShrink { get; init; } = true;

    /// <summary>The window after a halt.</summary>
    /// <param name="window">The window before.</param>
    /// <param name="halted">How long the vCPU was halted, without the time that it polled before.</param>
    public SimDuration Next(SimDuration window, SimDuration halted)
    {
        if (halted > window && halted <= Maximum)
        {
            var grown = window * (long)Grow;
            if (grown < GrowStart) grown = GrowStart;
            return grown < Maximum ? grown : Maximum;
        }

        if (halted <= Maximum || !AllowShrink) return window;
        var shrunk = Shrink == 0 ? SimDuration.Zero : new SimDuration(window.Picoseconds / Shrink);
        return shrunk < GrowStart ? SimDuration.Zero : shrunk;
    }
}
