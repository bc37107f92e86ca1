using System.Collections.Immutable;
using Sim.Core.Random;
using Sim.Experiments.Selection;

namespace Sim.Experiments.Tests.Selection;

/// <summary>Normal alternatives of variance 1 and a common correlation; alternative 0 has mean 0 and leads all others by the same.</summary>
internal static class Slippage
{
    public static ImmutableArray<Alternative> Of(int alternatives, int replications, double lead, double correlation, ulong seed)
    {
        var stream = new RngStream(seed, 0, "slippage");
        var values = new double[alternatives, replications];
        for (var r = 0; r < replications; r++)
        {
            var shared = Math.Sqrt(correlation) * stream.NextNormal();
            for (var i = 0; i < alternatives; i++) values[i, r] = (i == 0 ? 0 : lead) + shared + (Math.Sqrt(1 - correlation) * stream.NextNormal());
        }

        return
        [
            .. Enumerable.Range(0, alternatives).Select(i => new Alternative(
                i.ToString(System.Globalization.CultureInfo.InvariantCulture), [.. Enumerable.Range(0, replications).Select(r => values[i, r])])),
        ];
    }
}
