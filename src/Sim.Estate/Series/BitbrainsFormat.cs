using System.Globalization;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.Series;

/// <summary>One VM of the Bitbrains trace, GWA-T-12: fields separated by <c>;</c> and TAB, five-minute steps.</summary>
/// <remarks>The header says ms, the values are Unix seconds. Usage percent is of the whole VM. Source: Shen, van Beek, Iosup, CCGrid 2015.</remarks>
internal static class BitbrainsFormat
{
    private const string Time = "Timestamp [ms]";
    private const string Cpu = "CPU usage [%]";
    private const string MemoryCapacity = "Memory capacity provisioned [KB]";
    private const string Memory = "Memory usage [KB]";
    private const string Received = "Network received throughput [KB/s]";
    private const string Sent = "Network transmitted throughput [KB/s]";
    // Unix seconds stay below this until the year 5138, milliseconds are above it since 1973.
    private const double FirstMilliseconds = 1e11;
    private const double MaxSeconds = 4102444800;

    public static bool Matches(string firstLine) =>
        firstLine.Contains(';', StringComparison.Ordinal) && firstLine.TrimStart().StartsWith("Timestamp", StringComparison.OrdinalIgnoreCase);

    public static void Read(TextFile file, List<UtilisationSeries> series, List<Finding> findings, QualityLog log)
    {
        var header = Split(file.Lines[0]);
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Length; i++) columns.TryAdd(header[i], i);
        foreach (var needed in (ReadOnlySpan<string>)[Time, Cpu])
        {
            if (columns.ContainsKey(needed)) continue;
            findings.Add(new(file.Name, "line 1", needed, "no such column", "columns " + string.Join(", ", header), NearestName.Of(needed, header)));
            return;
        }

        var grid = new SeriesGrid(file.SeriesName, file.Name);
        var before = findings.Count;
        var rows = 0;
        for (var line = 1; line < file.Lines.Length && findings.Count - before < TextFile.MaxFindings; line++)
        {
            if (string.IsNullOrWhiteSpace(file.Lines[line])) continue;
            var cells = Split(file.Lines[line]);
            if (cells.Length != header.Length)
            {
                findings.Add(new(file.Name, Invariant($"line {line + 1}"), "", Invariant($"has {cells.Length} fields"), Invariant($"{header.Length}, as the header")));
                continue;
            }

            double? Cell(string column, double max)
            {
                if (!columns.TryGetValue(column, out var index) || cells[index].Length == 0) return null;
                if (double.TryParse(cells[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= max) return value;
                findings.Add(new(file.Name, Invariant($"line {line + 1}"), column, $"'{cells[index]}' is not a number in range", Invariant($"0 to {max}")));
                return null;
            }

            var time = Cell(Time, MaxSeconds * 1000);
            var cpu = Cell(Cpu, TextFile.MaxCpuPercent);
            var memory = Cell(Memory, 1e13);
            var network = Cell(Received, 1e12) + Cell(Sent, 1e12);
            // A VM with no provisioned memory reports a use that belongs to nothing.
            if (Cell(MemoryCapacity, 1e13) is 0)
            {
                memory = null;
                log.Count(QualitySections.Series, "samples with 0 provisioned memory", $"memory taken as missing; first in '{file.SeriesName}'");
            }

            if (time is null || cpu is null) continue;
            if (cpu > 100) log.Count(QualitySections.Series, "samples above 100 % CPU", $"kept (turbo); first in '{file.SeriesName}'");
            var seconds = time >= FirstMilliseconds ? time.Value / 1000 : time.Value;
            grid.Add((long)seconds, cpu.Value / 100, memory / 1024, network * 8 / 1000);
            rows++;
        }

        if (findings.Count > before) return;
        if (rows == 0) findings.Add(new(file.Name, "", "", "has a header but no sample"));
        else if (grid.Build(findings, log) is { } built) series.Add(built);
        log.Count(QualitySections.Series, "Bitbrains files", "time stamps read as Unix seconds although the header says ms; CPU is percent of the VM");
    }

    private static string[] Split(string line) => line.Split(';', StringSplitOptions.TrimEntries);
}
