using System.Runtime.CompilerServices;
using Sim.Core.Events;

namespace Sim.Core.Processes;

/// <summary>The frame of a coroutine that runs one particular method, and the pool of such frames.</summary>
/// <remarks>
/// The pool belongs to the thread, since a replication runs on one: no lock, and a box that is never returned, because its run ended while it
/// waited, is collected together with that run's calendar. A returned box refers to nothing.
/// </remarks>
/// <typeparam name="TStateMachine">What the compiler made of the method; a struct in Release builds, a class in Debug builds.</typeparam>
internal sealed class CoroutineBox<TStateMachine> : CoroutineBox
    where TStateMachine : IAsyncStateMachine
{
    // Idle boxes kept, a method and thread. A model that swings by more than this many coroutines at once pays the garbage collector.
    private const int MostIdle = 65_536;

    [ThreadStatic]
    private static CoroutineBox<TStateMachine>? _idle;

    private TStateMachine? _machine;
    private int _depth;

    /// <inheritdoc />
    internal override string Name => NameOf(typeof(TStateMachine));

    /// <summary>A box that nobody uses.</summary>
    public static CoroutineBox<TStateMachine> Rent()
    {
        var box = _idle;
        if (box is null) return new CoroutineBox<TStateMachine>();
        _idle = Unsafe.As<CoroutineBox<TStateMachine>?>(box.Next);
        box.Next = null;
        return box;
    }

    /// <summary>Moves the method's state in and runs it up to its first wait, inside the caller.</summary>
    public void Begin(ref TStateMachine machine)
    {
        _machine = machine;
        BeginTurn(WaitOutcome.Completed, 0);
        var outer = Running;
        Running = this;
        _machine.MoveNext();
        Running = outer;
    }

    /// <inheritdoc />
    public override void OnEvent(in EventAction action)
    {
        var outcome = WaitOutcome.Completed;
        if ((action.Kind != (int)WaitOutcome.Completed || action.Index != Turn) && !Hears(in action, out outcome)) return;
        BeginTurn(outcome, action.Arg);
        Running = this;
        _machine!.MoveNext();
        Running = null;
    }

    /// <inheritdoc />
    protected override void MoveNext() => _machine!.MoveNext();

    /// <inheritdoc />
    protected override void Recycle()
    {
        _machine = default;
        var idle = _idle;
        _depth = idle is null ? 1 : idle._depth + 1;
        if (_depth > MostIdle) return;
        Next = idle;
        _idle = this;
    }

    // The compiler calls the state machine of method Customer <Customer>d__5, that of a local function <<Outer>g__Customer|5_0>d.
    private static string NameOf(Type machine)
    {
        var name = machine.Name;
        var local = name.IndexOf("g__", StringComparison.Ordinal);
        var (start, end) = local < 0 ? (1, name.IndexOf('>', StringComparison.Ordinal)) : (local + 3, name.IndexOf('|', StringComparison.Ordinal));
        return end > start ? name[start..end] : name;
    }
}
