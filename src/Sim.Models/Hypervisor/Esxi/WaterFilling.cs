using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Distributes the capacity of a pool among its children: reservations first, the rest by raising a common level of capacity per share.</summary>
/// <remarks>
/// A child gets clamp(level x shares, min(demand, reservation), min(demand, limit)), with the one level that spends the capacity or meets every demand:
/// the MHzPerShare of ESXi. A child whose reservation lies above the level waits there until the others have caught up with it.
/// Source: cpu-and-memory 2.2 and A.4. Page: docs/models/cpu.md.
/// </remarks>
public static class WaterFilling
{
    /// <summary>Distributes a capacity.</summary>
    /// <param name="capacity">What there is, in any unit, 0 or more.</param>
    /// <param name="claims">Allocations of the children, reservations and limits in that unit.</param>
    /// <param name="demands">What each child would use if it were alone, in that unit; one a claim.</param>
    /// <param name="amounts">Takes what each child gets; one a claim.</param>
    /// <returns>The level: capacity per share of a child that is neither at its reservation nor at its demand or limit; infinity when all are content.</returns>
    /// <exception cref="SimulationFault">The reservations in use exceed the capacity: admission let too much in.</exception>
    public static double Distribute(double capacity, ReadOnlySpan<CpuAllocation> claims, ReadOnlySpan<double> demands, Span<double> amounts)
    {
        Check.That(claims.Length == demands.Length && claims.Length == amounts.Length, "one demand and one amount a claim");
        // As the level rises a child begins to gain where it leaves its reservation and stops where it is full; between two such levels all gain in proportion.
        var turns = new (double Level, long Shares)[2 * claims.Length];
        var left = capacity;
        for (var i = 0; i < claims.Length; i++)
        {
            var floor = Math.Min(demands[i], claims[i].Reservation);
            left -= floor;
            turns[2 * i] = (floor / claims[i].Shares, claims[i].Shares);
            turns[(2 * i) + 1] = (Math.Min(demands[i], claims[i].Limit) / claims[i].Shares, -claims[i].Shares);
        }

        Check.That(left >= -1e-9 * capacity, "the reservations in use exceed the capacity of their pool");
        left = Math.Max(0, left);
        Array.Sort(turns, static (one, other) => one.Level.CompareTo(other.Level));
        var (level, shares, found) = (0.0, 0L, double.PositiveInfinity);
        foreach (var turn in turns)
        {
            var gain = (turn.Level - level) * shares;
            if (gain > left)
            {
                found = level + (left / shares);
                break;
            }

            left -= gain;
            level = turn.Level;
            shares += turn.Shares;
        }

        for (var i = 0; i < claims.Length; i++)
        {
            var full = Math.Min(demands[i], claims[i].Limit);
            amounts[i] = Math.Clamp(found * claims[i].Shares, Math.Min(demands[i], claims[i].Reservation), full);
        }

        return found;
    }
}
