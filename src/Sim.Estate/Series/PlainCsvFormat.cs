using System.Globalization;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using Sylvan.Data.Csv;
using static System.FormattableString;

namespace Sim.Estate.Series;

/// <summary>Our own table: <c>vm,timestamp,cpu_percent[,memory_mib][,network_mbit_per_second]</c>, any number of VMs, any order.</summary>
internal static class PlainCsvFormat
{
    private const string Vm = "vm";
    private const string Time = "timestamp";
    private const string Cpu = "cpu_percent";
    private const string Memory = "memory_mib";
    private const string Network = "network_mbit_per_second";
    private const double MaxUnixSeconds = 4102444800;
    private static readonly string[] Columns = [Vm, Time, Cpu, Memory, Network];

    public static bool Matches(string firstLine) =>
        firstLine.Split(',', ';', '\t').Select(cell => cell.Trim().Trim('"')).Count(cell => Columns.Contains(cell, StringComparer.OrdinalIgnoreCase)) >= 2;

    public static void Read(TextFile file, List<UtilisationSeries> series, List<Finding> findings, QualityLog log)
    {
        try
        {
            using var text = new StringReader(string.Join('\n', file.Lines));
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = true });
            ReadRows(csv, file, series, findings, log);
        }
        catch (Exception failure) when (failure is CsvFormatException or CsvMissingHeadersException or InvalidDataException or IndexOutOfRangeException or InvalidOperationException)
        {
            findings.Add(new(file.Name, "", "", $"is not a CSV table ({failure.Message.TrimEnd('.')})", "columns " + string.Join(", ", Columns)));
        }
    }

    private static void ReadRows(CsvDataReader csv, TextFile file, List<UtilisationSeries> series, List<Finding> findings, QualityLog log)
    {
        var before = findings.Count;
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < csv.FieldCount; i++)
        {
            var name = csv.GetName(i).Trim();
            if (!Columns.Contains(name, StringComparer.OrdinalIgnoreCase))
                findings.Add(new(file.Name, "line 1", name, "is not a known column", "columns " + string.Join(", ", Columns), NearestName.Of(name, Columns)));
            else if (!columns.TryAdd(name, i)) findings.Add(new(file.Name, "line 1", name, "is there twice", "each column once"));
        }

        foreach (var needed in Columns.Take(3).Where(column => !columns.ContainsKey(column)))
            findings.Add(new(file.Name, "line 1", needed, "no such column", "columns " + string.Join(", ", Columns)));
        if (findings.Count > before) return;

        var grids = new Dictionary<string, SeriesGrid>(StringComparer.Ordinal);
        var order = new List<SeriesGrid>();
        while (csv.Read() && findings.Count - before < TextFile.MaxFindings)
        {
            var line = Invariant($"line {csv.RowNumber + 1}");
            string Cell(string column) => columns.TryGetValue(column, out var index) && index < csv.RowFieldCount ? csv.GetString(index).Trim() : "";
            double? Number(string column, double max)
            {
                var text = Cell(column);
                if (text.Length == 0) return null;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= max) return value;
                findings.Add(new(file.Name, line, column, $"'{TextFile.Shorten(text)}' is not a number in range", Invariant($"0 to {max}")));
                return null;
            }

            var name = Cell(Vm);
            if (name.Length == 0) findings.Add(new(file.Name, line, Vm, "is empty", "the VM's name"));
            var seconds = TimeOf(Cell(Time));
            if (seconds is null)
            {
                findings.Add(new(file.Name, line, Time, $"'{TextFile.Shorten(Cell(Time))}' is not a time",
                    "ISO 8601 such as 2026-11-22T14:30:00Z, or Unix seconds"));
            }

            var cpu = Number(Cpu, TextFile.MaxCpuPercent);
            var memory = Number(Memory, 1e9);
            var network = Number(Network, 1e7);
            if (name.Length == 0 || seconds is null) continue;
            if (!grids.TryGetValue(name, out var grid)) order.Add(grids[name] = grid = new SeriesGrid(name, file.Name));
            if (cpu is null) log.Count(QualitySections.Series, "samples with an empty cpu_percent", $"a gap, not zero; first {file.Name}, {line}");
            else grid.Add(seconds.Value, cpu.Value / 100, memory, network);
        }

        if (findings.Count > before) return;
        if (order.Count == 0) findings.Add(new(file.Name, "", "", "has a header but no sample"));
        foreach (var grid in order)
        {
            if (grid.Build(findings, log) is { } built) series.Add(built);
        }

        log.Count(QualitySections.Series, "CSV tables", "times without a zone read as UTC");
    }

    private static long? TimeOf(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return seconds is >= 0 and <= MaxUnixSeconds ? (long)seconds : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.ToUnixTimeSeconds() is >= 0 and <= (long)MaxUnixSeconds and var unix ? unix : null;
    }
}
