using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>Pages that a VM's memory is mapped with, by its guest and by the host: what a TLB miss costs and how often one comes.</summary>
/// <remarks>
/// A walk in two dimensions reads (g + 1)(h + 1) - 1 table entries, g and h the levels of the two tables: 4 for pages of 4 KiB, 3 for 2 MiB, 2 for 1 GiB. An entry of the
/// TLB holds the smaller of the two pages. Misses fall with a small power of what the TLB reaches, no further than the memory in use. The overhead that
/// <see cref="GuestCosts.TranslationOverhead"/> states for 2 MiB on both sides is multiplied by the ratios of both.
/// Source: cpu-and-memory 1.15, 5.4. Page: docs/models/guest.md.
/// </remarks>
public sealed record GuestPages
{
    private const long Small = 4L << 10;
    private const long Large = 2L << 20;
    private const long Huge = 1L << 30;

    /// <summary>Bytes of a page of the guest's tables, one of <see cref="IsSize"/>.</summary>
    [Parameter("Pages that the guest maps its memory with: 4 KiB, 2 MiB (transparent huge pages) or 1 GiB (hugetlbfs).", Dimension = Dimension.Bytes, Min = 0.00390625, Max = 1024, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: what translationOverhead is stated for")]
    public long Guest { get; init; } = Large;

    /// <summary>Bytes of a page of the host's tables, one of <see cref="IsSize"/>.</summary>
    [Parameter("Pages that the host backs it with: 4 KiB, 2 MiB or 1 GiB; KVM: transparent huge pages, or hugepages of libvirt's memoryBacking; ESXi: large pages (Mem.AllocGuestLargePage), 1 GiB with sched.mem.lpage.enable1GPage.",
        Dimension = Dimension.Bytes, Min = 0.00390625, Max = 1024, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: what translationOverhead is stated for; cpu-and-memory 5.4: transparent huge pages back guests where they can")]
    public long Host { get; init; } = Large;

    /// <summary>Part of the memory that the host has such pages for, 0 to 1; the rest is in pages of 4 KiB.</summary>
    [Parameter("Part of its memory that the host has such pages for; the rest lies in pages of 4 KiB.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 5.4: transparent huge pages 85-95 % early, 60 % on a fragmented host; hugetlbfs 100 %")]
    public double HostCoverage { get; init; } = 1;

    /// <summary>Whether x86 has pages of so many bytes.</summary>
    /// <param name="bytes">The size.</param>
    public static bool IsSize(long bytes) => bytes is Small or Large or Huge;

    /// <summary>Table entries that a walk reads when nothing of it is cached.</summary>
    /// <param name="guest">Bytes of a page of the guest.</param>
    /// <param name="host">Bytes of a page of the host.</param>
    public static int References(long guest, long host) => ((Levels(guest) + 1) * (Levels(host) + 1)) - 1;

    /// <summary>Time in page walks over what it is with pages of 2 MiB on both sides.</summary>
    /// <param name="costs">What a walk costs.</param>
    /// <param name="cpu">What the TLB holds.</param>
    /// <param name="active">Memory in use, bytes.</param>
    public double Factor(GuestCosts costs, CpuParameters cpu, long active)
    {
        var walks = (HostCoverage * Walks(Guest, Host)) + ((1 - HostCoverage) * Walks(Guest, Small));
        return walks / Walks(Large, Large);

        double Walks(long guest, long host)
        {
            var page = Math.Min(guest, host);
            var reach = (double)page * (page == Huge ? cpu.TlbHugeEntries : cpu.TlbEntries);
            // At least a page is in use.
            var misses = Math.Pow(Math.Max(Small, Math.Min(reach, active)), -costs.TlbMissExponent);
            return misses * WalkCycles(costs, References(guest, host));
        }
    }

    /// <summary>Between the two that are known by a power of the references: upper levels are nearly always cached, so that a walk of half of them costs less than half.</summary>
    private static double WalkCycles(GuestCosts costs, int references)
    {
        const double Few = 15;
        const double Many = 24;
        return costs.WalkCyclesLarge * Math.Pow(references / Few, Math.Log(costs.WalkCycles / costs.WalkCyclesLarge) / Math.Log(Many / Few));
    }

    private static int Levels(long page) => page == Huge ? 2 : page == Large ? 3 : 4;
}
