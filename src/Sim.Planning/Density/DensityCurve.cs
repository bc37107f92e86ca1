using System.Collections.Immutable;

namespace Sim.Planning.Density;

/// <summary>How a host behaves as VMs are added, and how many it carries.</summary>
/// <param name="Points">What was tried, by number of VMs.</param>
public sealed record DensityCurve(ImmutableArray<DensityPoint> Points)
{
    /// <summary>The largest number tried below which every point keeps the SLO on its estimates; 0 when none does.</summary>
    public int Density => Largest(point => point.Holds);

    /// <summary>The largest number within <see cref="Density"/> that keeps the SLO beyond chance; 0 when that is established nowhere.</summary>
    /// <remarks>Fewer VMs issue fewer requests and may establish nothing for want of them; that takes nothing from a larger number that does.</remarks>
    public int Low => Points.LastOrDefault(point => point.Vms <= Density && point.HoldsSurely)?.Vms ?? 0;

    /// <summary>The same, content when chance leaves room for the SLO to be kept.</summary>
    public int High => Math.Max(Density, Largest(point => point.MayHold));

    /// <summary>The promise that breaks first: of the smallest number of VMs that breaks one, the worst broken.</summary>
    public string Binding
    {
        get
        {
            foreach (var point in Points)
            {
                switch (point.Refusal)
                {
                    case DensityRefusal.Memory: return "memory";
                    case DensityRefusal.Reservations: return "reservations";
                    case DensityRefusal.DiskSpace: return "disk space";
                }

                if (point.Holds) continue;
                return point.Verdicts.Where(verdict => !verdict.Holds && !verdict.IsIdle).MaxBy(verdict => verdict.Excess)!.Name;
            }

            return "none reached";
        }
    }

    /// <summary>Whether some number tried breaks the SLO, so that the density is a limit and not just the last number tried.</summary>
    public bool IsBracketed => Points.Any(point => !point.Holds);

    /// <summary>The point of a number of VMs.</summary>
    public DensityPoint At(int vms) => Points.First(point => point.Vms == vms);

    private int Largest(Func<DensityPoint, bool> keeps)
    {
        var largest = 0;
        foreach (var point in Points)
        {
            if (!keeps(point)) break;
            largest = point.Vms;
        }

        return largest;
    }
}
