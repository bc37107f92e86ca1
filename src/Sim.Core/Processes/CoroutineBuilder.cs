using System.Runtime.CompilerServices;

namespace Sim.Core.Processes;

/// <summary>What the compiler builds an <c>async Coroutine</c> method with; not for use by hand.</summary>
public struct CoroutineBuilder
{
    private CoroutineBox? _box;

    /// <summary>The coroutine that was begun.</summary>
    public readonly Coroutine Task => new(_box, _box?.Life ?? 0);

    /// <summary>A builder, one a call of the method.</summary>
    public static CoroutineBuilder Create() => default;

    /// <summary>Runs the method up to its first wait.</summary>
    /// <param name="stateMachine">The method.</param>
    /// <typeparam name="TStateMachine">What the compiler made of the method.</typeparam>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        var box = CoroutineBox<TStateMachine>.Rent();
        var life = box.Life;
        _box = box;                                           // this builder is a field of the state machine: the box's copy must know its box
        box.Begin(ref stateMachine);
        if (box.Life != life) _box = null;                    // it ended without a wait, and the box may serve others
    }

    /// <summary>Registers the wake-up of a suspended method.</summary>
    /// <param name="awaiter">What it waits for.</param>
    /// <param name="stateMachine">The method, already in its box.</param>
    /// <typeparam name="TAwaiter">What it waits for.</typeparam>
    /// <typeparam name="TStateMachine">What the compiler made of the method.</typeparam>
    public readonly void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineWait
        where TStateMachine : IAsyncStateMachine => awaiter.Suspend(_box!);

    /// <inheritdoc cref="AwaitOnCompleted{TAwaiter,TStateMachine}" />
    public readonly void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICoroutineWait
        where TStateMachine : IAsyncStateMachine => awaiter.Suspend(_box!);

    /// <summary>The method returned.</summary>
    public readonly void SetResult() => _box!.End();

    /// <summary>The method threw.</summary>
    /// <param name="exception">What it threw.</param>
    public readonly void SetException(Exception exception) => _box!.Fail(exception);

    /// <summary>Asked for by the compiler for state machines that box themselves, which ours do not.</summary>
    /// <param name="stateMachine">The method.</param>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }
}
