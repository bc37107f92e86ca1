using System.Runtime.CompilerServices;

namespace Sim.Core.Processes;

/// <summary>Something that a <see cref="Coroutine"/> may await; the engine's own, a <c>Task</c> is not one and does not compile.</summary>
public interface ICoroutineWait : ICriticalNotifyCompletion
{
    /// <summary>Registers the wake-up of a coroutine that has just been suspended.</summary>
    internal void Suspend(CoroutineBox box);

    // Called by other builders only: an async Task method that awaits a simulated wait is told so where it waits.
    void INotifyCompletion.OnCompleted(Action continuation) => CoroutineBox.Refuse(continuation);

    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => CoroutineBox.Refuse(continuation);
}
