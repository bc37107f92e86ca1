using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Planning.Power;

/// <summary>Power curves of servers and the parts list for the fallback, read from <c>*.power.yaml</c>.</summary>
public sealed record PowerFile
{
    [Parameter("Name of the file's contents; reports print it.")]
    public required string Name { get; init; }

    [Parameter("Curves by name.")]
    public required ImmutableSortedDictionary<string, PowerCurveEntry> Curves { get; init; }

    [Parameter("Parts for servers without a curve.")]
    public ComponentPower? Components { get; init; }

    /// <summary>Reads a power file, following <c>extends:</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static PowerFile Read(string path) => RecordBinder.Read<PowerFile>(path, Check).Value;

    /// <summary>Reads a power file from a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">What findings call it.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static PowerFile Parse(string text, string name) => RecordBinder.Parse<PowerFile>(text, name, Check).Value;

    /// <summary>A curve by name.</summary>
    /// <param name="id">Name under <c>curves</c>.</param>
    /// <exception cref="InputException">No such curve; names the nearest.</exception>
    public PowerCurve Curve(string id) =>
        Curves.TryGetValue(id, out var entry)
            ? PowerCurve.Through(entry.Meaning, entry.Power)
            : throw new InputException(new Finding(
                Name, "", "curves." + id, "is not in the power file", string.Join(", ", Curves.Keys), NearestName.Of(id, Curves.Keys)));

    private static void Check(PowerFile file, FindingReporter report)
    {
        foreach (var (id, entry) in file.Curves)
        {
            if (PowerCurve.Problem(entry.Power) is { } problem) report.Add($"curves.{id}.power", problem);
        }

        if (file.Components is not { } components) return;
        if (components.Derate.Length != PowerCurve.Points)
            report.Add("components.derate", Text($"has {components.Derate.Length} points, not {PowerCurve.Points} (0, 10, ... 100 %)"));
        for (var i = 1; i < components.Derate.Length; i++)
        {
            if (components.Derate[i] < components.Derate[i - 1]) report.Add(Text($"components.derate[{i}]"), "is below the point before it");
        }

        if (components.Fans.Length < 2) report.Add("components.fans", "has fewer than two points");
        for (var i = 0; i < components.Fans.Length; i++)
        {
            var floor = i == 0 ? 0 : components.Fans[i - 1].Server;
            if (components.Fans[i].Server <= floor) report.Add(Text($"components.fans[{i}].server"), "does not rise");
            if (i > 0 && components.Fans[i].Fans < components.Fans[i - 1].Fans) report.Add(Text($"components.fans[{i}].fans"), "falls");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
