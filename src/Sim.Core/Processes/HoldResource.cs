using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Coroutines that wait to hold a server of a <see cref="ServerPool"/>.</summary>
internal sealed class HoldResource : IWaitSource
{
    public static HoldResource Instance { get; } = new();

    // Also a grant of this instant that has not been heard of goes back: the pool cancels its event.
    public bool TryRenege(CoroutineBox box) => ((ServerPool)box.Resource!).Withdraw(new(box.Ticket));

    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        return TryRenege(box);
    }
}
