using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>Hosts bought, aged and replaced year by year.</summary>
/// <remarks>A purchase serves from the start of its year. Hosts are replaced when their lifetime ends if they are still needed.</remarks>
internal sealed class HostFleet
{
    /// <param name="neededPerYear">Hosts in service in year 1, 2, ...</param>
    /// <param name="installed">Hosts in service before year 1.</param>
    /// <param name="installedYearsLeft">Years those last.</param>
    /// <param name="lifetimeYears">Years a new host lasts.</param>
    public HostFleet(ImmutableArray<int> neededPerYear, int installed, int installedYearsLeft, int lifetimeYears)
    {
        Years = neededPerYear.Length;
        InstalledYearsLeft = installed == 0 ? 0 : installedYearsLeft;
        Installed = installed;
        var bought = new int[Years];
        for (var year = 0; year < Years; year++)
        {
            var serving = year < InstalledYearsLeft ? installed : 0;
            for (var earlier = Math.Max(0, year - lifetimeYears + 1); earlier < year; earlier++) serving += bought[earlier];
            bought[year] = Math.Max(0, neededPerYear[year] - serving);
        }

        Bought = [.. bought];
    }

    public int Years { get; }

    public int Installed { get; }

    public int InstalledYearsLeft { get; }

    /// <summary>Hosts bought at the start of year 1, 2, ...</summary>
    public ImmutableArray<int> Bought { get; }

    /// <summary>Hosts of a year that are in service and out of warranty.</summary>
    /// <param name="year">Year from 0.</param>
    /// <param name="warrantyYears">Years of warranty.</param>
    /// <param name="lifetimeYears">Years a new host lasts.</param>
    public int OutOfWarranty(int year, int warrantyYears, int lifetimeYears)
    {
        var hosts = year < InstalledYearsLeft ? Installed : 0;
        for (var earlier = Math.Max(0, year - lifetimeYears + 1); earlier <= year - warrantyYears; earlier++) hosts += Bought[earlier];
        return hosts;
    }
}
