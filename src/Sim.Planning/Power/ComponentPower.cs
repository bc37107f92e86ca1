using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Scenarios.Input;

namespace Sim.Planning.Power;

/// <summary>Estimates a curve from parts where none was measured.</summary>
/// <remarks>
/// P(u) = s(u) + fans(s(u)), s(u) = (constant + regulators x derate(u) x sum of ratings) / supply efficiency. Fans: straight between the points,
/// in proportion below the first, on the last slope above. Leaves out idle states of single parts.
/// Source: GreenSKU (Azure, CC-BY-4.0) for ratings, derate, regulator and supply losses and fans. Page: docs/models/power.md.
/// </remarks>
public sealed record ComponentPower
{
    [Parameter("Share of the rating at 0, 10, ... 100 % load, eleven values.", Min = 0, Max = 1)]
    public required ImmutableArray<double> Derate { get; init; }

    [Parameter("Power entering the voltage regulators over power leaving them.", Min = 1, Max = 2)]
    public required double RegulatorOverhead { get; init; }

    [Parameter("Power leaving the power supply over power entering it.", Min = 0.5, Max = 1)]
    public required double SupplyEfficiency { get; init; }

    [Parameter("Fan power against server power, by rising server power; at least two points.")]
    public required ImmutableArray<FanPoint> Fans { get; init; }

    [Parameter("Kinds of parts by name.")]
    public required ImmutableSortedDictionary<string, PowerComponent> Parts { get; init; }

    [Parameter("Who states the derate, the losses and the fans; what is assumed.")]
    public required string Source { get; init; }

    /// <summary>The curve of a server built from parts, labelled <see cref="PowerForm.Components"/>.</summary>
    /// <param name="name">The server.</param>
    /// <param name="pieces">Pieces by part name, each 0 or more; a fraction is allowed (half a terabyte).</param>
    /// <exception cref="InputException">A part is not in the file; names the nearest.</exception>
    public PowerCurve Of(string name, ImmutableSortedDictionary<string, double> pieces)
    {
        double constant = 0, rated = 0;
        foreach (var (part, count) in pieces)
        {
            if (!Parts.TryGetValue(part, out var component))
            {
                throw new InputException(new Finding(
                    name, "", part, "is not a part of the power file", string.Join(", ", Parts.Keys), NearestName.Of(part, Parts.Keys)));
            }

            if (component.Derated) rated += component.Power * count;
            else constant += component.Power * count;
        }

        return PowerCurve.Through(
            name,
            [.. Derate.Select(derate => (constant + (RegulatorOverhead * derate * rated)) / SupplyEfficiency).Select(watts => watts + FansAt(watts))],
            PowerForm.Components);
    }

    private double FansAt(double server)
    {
        if (server <= Fans[0].Server) return Fans[0].Fans * server / Fans[0].Server;
        var right = 1;
        while (right < Fans.Length - 1 && Fans[right].Server < server) right++;
        var (a, b) = (Fans[right - 1], Fans[right]);
        return a.Fans + ((b.Fans - a.Fans) * (server - a.Server) / (b.Server - a.Server));
    }
}
