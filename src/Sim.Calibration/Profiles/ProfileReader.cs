using System.Globalization;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Calibration.Profiles;

/// <summary>Reads profiles; every unknown key or parameter is an error with the nearest right name.</summary>
public static class ProfileReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The profile.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static Profile Read(string path) => RecordBinder.Read<Profile>(path, Check).Value;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What findings call it.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static Profile Parse(string text, string name) => RecordBinder.Parse<Profile>(text, name, Check).Value;

    private static void Check(Profile profile, FindingReporter report)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < profile.Parameters.Length; i++)
        {
            var parameter = profile.Parameters[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"parameters[{i}]");
            if (ParameterCatalog.Find(parameter.Name) is not { } entry)
            {
                var names = ParameterCatalog.Entries.Select(known => known.Name).ToArray();
                report.Add($"{field}.name", $"'{parameter.Name}' is not a known parameter", string.Join(", ", names), NearestName.Of(parameter.Name, names));
                continue;
            }

            if (!seen.Add(parameter.Name)) report.Add($"{field}.name", $"'{parameter.Name}' stands twice");
            var low = Number(entry, parameter.Low, $"{field}.low", report);
            var value = Number(entry, parameter.Value, $"{field}.value", report);
            var high = Number(entry, parameter.High, $"{field}.high", report);
            if (low > value || value > high)
                report.Add($"{field}.value", $"{parameter.Value} lies outside its interval", $"{parameter.Low} to {parameter.High}");
            for (var j = 0; j < parameter.Replicates.Length; j++) Number(entry, parameter.Replicates[j], string.Create(CultureInfo.InvariantCulture, $"{field}.replicates[{j}]"), report);
        }
    }

    private static double? Number(CatalogEntry entry, string text, string field, FindingReporter report)
    {
        var units = string.Join(", ", entry.Units.Select(unit => unit.Unit));
        if (!Quantity.TryRead(text, entry.Units, out var value, out var problem))
            report.Add(field, problem, units.Length > 0 ? $"a number with a unit ({units})" : "a number");
        else if (value < entry.Min)
            report.Add(field, $"{text} is out of range", $"{entry.Text(entry.Min)} or more");
        else return value;
        return null;
    }
}
