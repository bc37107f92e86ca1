using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Parameters;
using Sim.Scenarios.Units;

namespace Sim.Calibration.Profiles;

/// <summary>A parameter that a profile may hold.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Meaning">What it is in the machine room.</param>
/// <param name="IsTime">Whether it is a time, stored in nanoseconds.</param>
/// <param name="Dimension">What it measures when it is not a time.</param>
/// <param name="Unit">The unit it is written in.</param>
/// <param name="Min">Smallest value, in the stored unit.</param>
public sealed record CatalogEntry(string Name, string Meaning, bool IsTime, Dimension Dimension, string Unit, double Min)
{
    /// <summary>The units it may be written in, each with its size in the stored unit.</summary>
    public ImmutableArray<(string Unit, double Factor)> Units =>
        IsTime ? [.. Quantity.UnitsOfTime.Select(unit => (unit.Unit, unit.Factor / 1000))] : Quantity.UnitsOf(Dimension);

    /// <summary>Writes a value with six significant digits: more would claim a precision that no trace has.</summary>
    /// <param name="value">In the stored unit.</param>
    public string Text(double value)
    {
        var factor = Units.FirstOrDefault(unit => unit.Unit == Unit).Factor;
        return string.Create(CultureInfo.InvariantCulture, $"{value / (factor == 0 ? 1 : factor):G6} {Unit}").TrimEnd();
    }

    /// <summary>Reads a value into the stored unit; null when it is not one.</summary>
    /// <param name="text">The text of the file.</param>
    public double? Number(string text) => Quantity.TryRead(text, Units, out var value, out _) ? value : null;
}
