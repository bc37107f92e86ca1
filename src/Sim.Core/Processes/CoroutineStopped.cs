namespace Sim.Core.Processes;

/// <summary>Unwinds a coroutine that is being stopped, so that its <c>finally</c> blocks run.</summary>
internal sealed class CoroutineStopped : Exception
{
    public CoroutineStopped()
        : base("the coroutine was stopped")
    {
    }
}
