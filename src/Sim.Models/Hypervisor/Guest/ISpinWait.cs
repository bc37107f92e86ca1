namespace Sim.Models.Hypervisor.Guest;

/// <summary>What a vCPU spins for: a lock, or the acknowledgements of its siblings.</summary>
internal interface ISpinWait
{
    /// <summary>Whether the guest gives up spinning after a while and halts until it is kicked (paravirtual spinlocks).</summary>
    bool MayHalt { get; }

    /// <summary>The vCPU looks: ends its wait if what it waits for has come. A lock that is free is taken with this.</summary>
    /// <param name="vcpu">The vCPU, which is looping.</param>
    /// <returns>Whether the wait is over.</returns>
    bool TryEnd(World vcpu);
}
