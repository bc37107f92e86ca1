using System.Collections.Immutable;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static System.FormattableString;

namespace Sim.Estate.Series;

/// <summary>Samples with time stamps, put on a regular grid: repeats are averaged, gaps stay gaps.</summary>
internal sealed class SeriesGrid(string name, string file)
{
    private const int MaxSamples = 4_000_000;
    private readonly List<(long Seconds, double Cpu, double Memory, double Network)> _samples = [];

    public void Add(long seconds, double cpu, double? memory, double? network) =>
        _samples.Add((seconds, cpu, memory ?? double.NaN, network ?? double.NaN));

    /// <summary>The series; null, with a finding, when the time stamps make none.</summary>
    public UtilisationSeries? Build(List<Finding> findings, QualityLog log)
    {
        for (var i = 1; i < _samples.Count; i++)
        {
            if (_samples[i].Seconds >= _samples[i - 1].Seconds) continue;
            log.Count(QualitySections.Series, "series whose time stamps run backwards", $"sorted; first '{name}'");
            break;
        }

        // A stable sort: samples of one time keep the order of the file.
        var ordered = _samples.OrderBy(sample => sample.Seconds).ToList();
        var steps = ordered.Zip(ordered.Skip(1), (a, b) => b.Seconds - a.Seconds).Where(step => step > 0).Order().ToList();
        if (steps.Count == 0)
        {
            findings.Add(new(file, "", name, Invariant($"has samples at {Math.Min(ordered.Count, 1)} point in time"), "two or more times"));
            return null;
        }

        var step = steps[steps.Count / 2];
        var start = ordered[0].Seconds;
        var count = ((ordered[^1].Seconds - start + (step / 2)) / step) + 1;
        if (count > MaxSamples)
        {
            findings.Add(new(file, "", name, Invariant($"spans {count} steps of {step} s"), Invariant($"at most {MaxSamples}")));
            return null;
        }

        var cells = new (double Cpu, double Memory, double Network, int Count)[count];
        foreach (var sample in ordered)
        {
            ref var cell = ref cells[(sample.Seconds - start + (step / 2)) / step];
            cell = (cell.Cpu + sample.Cpu, cell.Memory + sample.Memory, cell.Network + sample.Network, cell.Count + 1);
        }

        var gaps = cells.Count(cell => cell.Count == 0);
        if (gaps > 0) log.Count(QualitySections.Series, "missing samples", $"left as gaps; first in '{name}'", gaps);
        var repeats = ordered.Count + gaps - cells.Length;
        if (repeats > 0) log.Count(QualitySections.Series, "repeated samples", $"averaged; first in '{name}'", repeats);
        var cpu = Average(cells, cell => cell.Cpu);
        return new UtilisationSeries
        {
            Name = name,
            Start = DateTime.UnixEpoch.AddSeconds(start),
            Step = TimeSpan.FromSeconds(step),
            Samples = cpu,
            MemoryMiB = EmptyIfAllMissing(Average(cells, cell => cell.Memory)),
            NetworkMbitPerSecond = EmptyIfAllMissing(Average(cells, cell => cell.Network)),
        };
    }

    private static ImmutableArray<double> Average(
        (double Cpu, double Memory, double Network, int Count)[] cells, Func<(double Cpu, double Memory, double Network, int Count), double> value) =>
        [.. cells.Select(cell => cell.Count == 0 ? double.NaN : value(cell) / cell.Count)];

    private static ImmutableArray<double> EmptyIfAllMissing(ImmutableArray<double> values) => values.All(double.IsNaN) ? [] : values;
}
