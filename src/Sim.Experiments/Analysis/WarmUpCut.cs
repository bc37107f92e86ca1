using System.Globalization;

namespace Sim.Experiments.Analysis;

/// <summary>Where a series settles, by <see cref="Mser5"/>.</summary>
/// <param name="Values">Values of the series that were looked at.</param>
/// <param name="Cut">Values to leave out at the start; nothing when the warm-up is not over.</param>
/// <param name="MeanBefore">Mean of all values.</param>
/// <param name="MeanAfter">Mean of those kept; that of all without a cut.</param>
/// <param name="Refusal">Why there is no cut; nothing when there is one.</param>
public sealed record WarmUpCut(int Values, int? Cut, double MeanBefore, double MeanAfter, string? Refusal)
{
    /// <inheritdoc />
    public override string ToString() => Cut is { } cut
        ? string.Create(CultureInfo.InvariantCulture, $"cut {cut} of {Values}")
        : string.Create(CultureInfo.InvariantCulture, $"no cut: {Refusal}");
}
