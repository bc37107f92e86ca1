using System.Runtime.CompilerServices;

namespace Sim.Core.Processes;

/// <summary>Something that a <see cref="Coroutine"/> may await; the engine's own, a <c>Task</c> is not one and does not compile.</summary>
public interface ICoroutineWait : ICriticalNotifyCompletion
{
    /// <summary>Registers the wake-up of a coroutine that has just been suspended.</summary>
    internal void Suspend(CoroutineBox box);

    // The compiler asks every awaiter for these two, and our builder never calls them: a wait knows coroutines, not callbacks.
    void INotifyCompletion.OnCompleted(Action continuation) => CoroutineBox.ThrowForeign();

    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => CoroutineBox.ThrowForeign();
}
