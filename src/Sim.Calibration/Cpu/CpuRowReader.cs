using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Traces;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Cpu;

/// <summary>Reads the CSV of one scheduler case: one row a run and thread.</summary>
internal static class CpuRowReader
{
    private static readonly ImmutableArray<string> Columns =
        ["run", "group", "thread", "requests", "mean_ns", "p50_ns", "p90_ns", "p99_ns", "cpu_s"];

    /// <summary>CPU time that others used and that the host took, where they were recorded; the first is a difference of two clocks and may come out below 0.</summary>
    private static readonly ImmutableArray<string> Disturbances = ["others_cpu_s", "steal_s"];

    public static ImmutableArray<CpuThreadRun> Read(TraceFile file, CpuCase one, List<Finding> findings)
    {
        var lines = file.Text.Split('\n');
        var header = lines[0].TrimEnd('\r').Split(',');
        var places = Columns.Select(column => Array.IndexOf(header, column)).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
                findings.Add(Finding.AtLine(file.Path, 1, 1, Columns[i], "column is missing", string.Join(", ", Columns), NearestName.Of(Columns[i], header.Except(Columns))));
        }

        if (places.Any(place => place < 0)) return [];
        var disturbances = Disturbances.Select(column => (Name: column, Place: Array.IndexOf(header, column))).Where(column => column.Place >= 0).ToArray();
        var rows = ImmutableArray.CreateBuilder<CpuThreadRun>();
        var seen = new HashSet<(int, int)>();
        for (var line = 1; line < lines.Length; line++)
        {
            var text = lines[line].TrimEnd('\r');
            if (text.Length == 0) continue;
            var (cells, place) = (text.Split(','), new Place(file.Path, line + 1, findings));
            if (Row(cells, header.Length, places, place, one) is not { } row) continue;
            row = row with { TakenSeconds = disturbances.Sum(column => Math.Max(0, Number(cells[column.Place], column.Place, column.Name, place))) };
            if (seen.Add((row.Run, row.Thread))) rows.Add(row);
            else findings.Add(Finding.AtLine(file.Path, line + 1, 1, "thread", FormattableString.Invariant($"run {row.Run} has thread {row.Thread} twice")));
        }

        if (seen.Count < one.Runs * one.Threads && findings.Count == 0)
            findings.Add(new Finding(file.Path, "", "", $"has {seen.Count} rows", FormattableString.Invariant($"one for each of {one.Threads} threads in {one.Runs} runs")));
        return rows.ToImmutable();
    }

    private static CpuThreadRun? Row(string[] cells, int width, int[] places, Place place, CpuCase one)
    {
        if (cells.Length != width)
        {
            place.Add(cells.Length, "", FormattableString.Invariant($"has {cells.Length} cells"), FormattableString.Invariant($"{width}, as the first line"));
            return null;
        }

        var values = new double[places.Length];
        var good = true;
        for (var i = 0; i < places.Length; i++)
        {
            var text = cells[places[i]];
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]) && values[i] >= 0
                && (i > 3 || values[i] == Math.Floor(values[i]))) continue;
            place.Add(places[i], Columns[i], $"'{text}' is not a {(i > 3 ? "number" : "whole number")} of 0 or more");
            good = false;
        }

        if (!good) return null;
        good &= place.Below(places[0], "run", values[0], one.Runs) & place.Below(places[1], "group", values[1], one.Groups.Length)
            & place.Below(places[2], "thread", values[2], one.Threads);
        if (!good) return null;
        var (first, group) = (one.Groups.Take((int)values[1]).Sum(earlier => earlier.Threads), one.Groups[(int)values[1]]);
        if (values[2] < first || values[2] >= first + group.Threads)
        {
            place.Add(places[2], "thread", FormattableString.Invariant($"thread {values[2]} is not of group {values[1]}"), FormattableString.Invariant($"{first} to {first + group.Threads - 1}"));
            return null;
        }

        return new CpuThreadRun((int)values[0], (int)values[1], (int)values[2], (long)values[3], values[4], values[5], values[6], values[7], values[8]);
    }

    private static double Number(string text, int cell, string column, Place place)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        place.Add(cell, column, $"'{text}' is not a number");
        return 0;
    }

    private readonly record struct Place(string File, int Line, List<Finding> Findings)
    {
        public void Add(int cell, string field, string problem, string allowed = "") => Findings.Add(Finding.AtLine(File, Line, cell + 1, field, problem, allowed));

        public bool Below(int cell, string field, double value, int limit)
        {
            if (value < limit) return true;
            Add(cell, field, FormattableString.Invariant($"{value} is out of range"), FormattableString.Invariant($"0 to {limit - 1}"));
            return false;
        }
    }
}
