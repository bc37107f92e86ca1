namespace Sim.Models.Attribution;

/// <summary>What holds a request at an instant.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="World">The world it waits for or runs on, by number, or -1.</param>
/// <param name="Behind">Who has the pCPU or the lock which that world waits for, by number, or -1.</param>
/// <param name="Pcpu">That world's pCPU, or -1.</param>
internal readonly record struct Standing(Cause Cause, int World = -1, int Behind = -1, int Pcpu = -1);
