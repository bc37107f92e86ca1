using System.Globalization;
using System.Collections.Immutable;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.Series;

/// <summary>One VM-day of the PlanetLab trace as CloudSim ships it: 288 whole percents, five minutes apart, no header and no time stamps.</summary>
/// <remarks>Source: Park and Pai, CoMon, 2006; Beloglazov and Buyya, 2012.</remarks>
internal static class PlanetLabFormat
{
    private const int SamplesOfDay = 288;

    public static bool Matches(string firstLine) => int.TryParse(firstLine.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    public static void Read(TextFile file, List<UtilisationSeries> series, List<Finding> findings, QualityLog log)
    {
        var count = file.Lines.Length;
        while (count > 0 && string.IsNullOrWhiteSpace(file.Lines[count - 1])) count--;
        var samples = ImmutableArray.CreateBuilder<double>(SamplesOfDay);
        var before = findings.Count;
        for (var i = 0; i < count && findings.Count - before < TextFile.MaxFindings; i++)
        {
            if (int.TryParse(file.Lines[i].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100)
                samples.Add(percent / 100.0);
            else
                findings.Add(new(file.Name, Invariant($"line {i + 1}"), "cpu", $"'{TextFile.Shorten(file.Lines[i])}' is not a whole percent", "0 to 100"));
        }

        if (findings.Count > before) return;
        if (count != SamplesOfDay)
        {
            findings.Add(new(file.Name, Invariant($"line {count}"), "", Invariant($"the file ends after {count} values"),
                Invariant($"{SamplesOfDay} (one day of five-minute samples)")));
            return;
        }

        series.Add(new UtilisationSeries { Name = file.SeriesName, Step = TimeSpan.FromMinutes(5), Samples = samples.ToImmutable() });
        log.Count(QualitySections.Series, "PlanetLab files", "no time stamps: the first sample counts as midnight; CPU only");
    }
}
