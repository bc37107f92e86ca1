using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>One vCPU's idle loop under the haltpoll governor: poll for a window, then halt; the length of the halt sets the next window.</summary>
/// <remarks>
/// Windows are wall time, as the guest's clock goes on while the host runs others. An interrupt that wakes no task does not end a window. A halt lasts until the
/// vCPU runs again. Source: Linux drivers/cpuidle/governors/haltpoll.c, haltpoll_select, adjust_poll_limit; drivers/cpuidle/poll_state.c.
/// </remarks>
/// <param name="parameters">The module parameters of the guest.</param>
/// <param name="resume">Work between the event and the guest's first step out of the loop, picoseconds.</param>
internal sealed class HaltPollGovernor(GuestHaltPoll parameters, long resume)
{
    private bool _isHalted;
    private SimTime _haltedAt;

    /// <summary>The present window.</summary>
    public SimDuration Window { get; private set; }

    /// <summary>Whether the vCPU is in a window; interrupts may be handled inside.</summary>
    public bool IsPolling { get; private set; }

    /// <summary>When the window ends.</summary>
    public SimTime Until { get; private set; }

    /// <summary>Work of leaving the loop, picoseconds.</summary>
    public long Resume => resume;

    /// <summary>The guest has no task: it polls, or goes on with it.</summary>
    /// <returns>False when it halts.</returns>
    public bool TryPoll(SimTime now)
    {
        if (!IsPolling && Window > SimDuration.Zero)
        {
            IsPolling = true;
            Until = now + Window;
        }

        if (IsPolling && now < Until) return true;
        IsPolling = false;
        _isHalted = true;
        _haltedAt = now;
        return false;
    }

    /// <summary>A task ends the window.</summary>
    public void OnTask() => IsPolling = false;

    /// <summary>The vCPU is on a pCPU again, halted before or not.</summary>
    public void OnStarted(SimTime now)
    {
        if (!_isHalted) return;
        _isHalted = false;
        Window = parameters.Next(Window, now - _haltedAt);
    }
}
