using Sim.Models.Attribution;
using Sim.Reporting.Charts;

namespace Sim.Cli.Reports;

/// <summary>How a cause is called in tables, what a sentence says of it, and how a picture shows it.</summary>
/// <param name="Name">At most 25 letters, so that a table with six columns of times fits 80.</param>
/// <param name="Phrase">What the time was, behind "62 % of 18.3 ms was"; <c>{0}</c> stands for the world, or worlds.</param>
/// <param name="Tone">Its colour and hatch.</param>
internal sealed record CauseWords(string Name, string Phrase, TimelineTone Tone)
{
    public static CauseWords Of(Cause cause) => cause switch
    {
        Cause.Running => new("running", "its own work on {0}", TimelineTone.Running),
        Cause.RunningShared => new("running, sibling busy", "its own work on {0}", TimelineTone.Running),
        Cause.GuestExit => new("exits in guest work", "exits of {0} on the way", TimelineTone.Overhead),
        Cause.IpiExit => new("exits to send interrupts", "exits of {0} to interrupt siblings", TimelineTone.Overhead),
        Cause.GuestTick => new("guest's timer ticks", "the guest's timer ticks on {0}", TimelineTone.Overhead),
        Cause.PageWalk => new("page walks", "page walks of {0}", TimelineTone.Running),
        Cause.Spin => new("spinning for a lock", "{0} spinning for a lock", TimelineTone.Spinning),
        Cause.SpinPreempted => new("spinning, holder off CPU", "{0} spinning for a lock whose holder had no pCPU", TimelineTone.Spinning),
        Cause.Shootdown => new("spinning for TLB flushes", "{0} spinning until siblings had flushed their TLBs", TimelineTone.Spinning),
        Cause.PauseExit => new("pause exits", "pause exits of {0}", TimelineTone.Overhead),
        Cause.Yielded => new("yielded to a sibling", "{0} having yielded its pCPU to a sibling", TimelineTone.Ready),
        Cause.LockHalt => new("halted for a lock", "{0} halted until a lock was free", TimelineTone.Queued),
        Cause.SwapWait => new("behind a swap-in", "{0} waiting for a swapped page of another request", TimelineTone.Queued),
        Cause.GuestInterrupt => new("interrupt to the guest", "interrupts to {0}", TimelineTone.Interrupt),
        Cause.GuestPath => new("guest's kernel", "work of the guest's kernel on {0}", TimelineTone.Running),
        Cause.Exit => new("exit to the host", "exits of {0}", TimelineTone.Overhead),
        Cause.HostPath => new("host thread at work", "work of {0}", TimelineTone.HostThread),
        Cause.Switch => new("wake-up and switch", "waking {0} and switching to it", TimelineTone.Overhead),
        Cause.PollResume => new("leaving the poll", "{0} leaving its poll", TimelineTone.Overhead),
        Cause.Ready => new("ready, no pCPU", "waiting ready", TimelineTone.Ready),
        Cause.Throttled => new("throttled by its quota", "{0} throttled by its CPU quota", TimelineTone.Throttled),
        Cause.CoStopped => new("co-stopped", "{0} co-stopped for a sibling that lagged", TimelineTone.CoStopped),
        Cause.GuestQueue => new("behind work in the guest", "waiting behind other work inside the guest", TimelineTone.Queued),
        Cause.ThreadQueue => new("behind work of a thread", "waiting behind other work of {0}", TimelineTone.Queued),
        Cause.InterruptHeld => new("interrupt held back", "an interrupt held back for company", TimelineTone.Interrupt),
        Cause.ReceiveRing => new("NIC holds interrupt", "the NIC holding its interrupt back", TimelineTone.Interrupt),
        Cause.DiskQueue => new("virtual disk full", "waiting because the virtual disk had its limit of requests in flight", TimelineTone.DeviceQueue),
        Cause.HostQueue => new("host's block queue", "waiting in the host for a worker, a lock or a limit before the drives", TimelineTone.DeviceQueue),
        Cause.HostInterrupt => new("host interrupt", "the host handling the drive's interrupt", TimelineTone.Interrupt),
        Cause.DeviceQueue => new("device queue", "waiting in the drives' queues", TimelineTone.DeviceQueue),
        Cause.DeviceService => new("device at work", "the drives at work", TimelineTone.DeviceService),
        Cause.TransmitQueue => new("NIC transmit queue", "waiting in the NIC's transmit queue", TimelineTone.Network),
        Cause.Network => new("network", "the way over the network", TimelineTone.Network),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "a cause without words"),
    };
}
