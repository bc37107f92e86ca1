namespace Sim.Cli.Commands;

/// <summary>Work of seconds that only computes, and that a user may break off.</summary>
internal static class Interruptible
{
    /// <summary>Waits for the work, or for the user's interrupt; the process then ends, and with it what is left of the work.</summary>
    /// <param name="work">Reads and computes, and writes nothing.</param>
    /// <param name="cancellation">Requested by Ctrl-C.</param>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) => Task.Run(work, CancellationToken.None).WaitAsync(cancellation);
}
