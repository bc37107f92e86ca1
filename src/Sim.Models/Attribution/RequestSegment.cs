namespace Sim.Models.Attribution;

/// <summary>A stretch of a request's life with one cause.</summary>
/// <param name="From">Begin, picoseconds since the request was issued.</param>
/// <param name="To">End, likewise; above <paramref name="From"/>.</param>
/// <param name="Cause">What the time went to; the exits, ticks and page walks spread through guest work are told apart in the parts alone.</param>
/// <param name="World">The world it waited for or ran on, e.g. <c>web3/vcpu0</c>; null on the wire and in devices.</param>
/// <param name="Behind">While that world was ready: who ran on the pCPU meanwhile; while it waited for a lock: who had that; null otherwise.</param>
/// <param name="Pcpu">That world's pCPU, or -1.</param>
public readonly record struct RequestSegment(long From, long To, Cause Cause, string? World, string? Behind, int Pcpu);
