using System.Collections.Immutable;
using Sim.Calibration.Fitting;
using Sim.Calibration.Profiles;
using Sim.Core.Time;

namespace Sim.Calibration.Cpu;

/// <summary>Writes a machine's costs into a profile and reads them back.</summary>
public static class CpuProfile
{
    private const string Regression = "least squares on CPU time beyond the drawn demand";
    private const string Search = "least squares on CPU time beyond the drawn demand, of doubling candidates";
    private const string Residual = "root mean square of ln(measured / replayed) over the groups of all cases, corrected for what was fitted";
    private const string ErrorPrefix = "cpu.error.";
    private const string Replay = "Gauss-Newton on ln response_mean and response_p50 of replayed single-CPU cases";

    /// <summary>The profile with what scheduler measurements brought.</summary>
    /// <param name="profile">What else was learned.</param>
    /// <param name="estimate">The costs.</param>
    /// <param name="errors">How far they leave the model off, by metric.</param>
    /// <param name="directories">Where they come from.</param>
    public static Profile AddedTo(Profile profile, CpuEstimate estimate, ImmutableDictionary<string, double> errors, ImmutableArray<CpuDirectory> directories)
    {
        var files = directories.SelectMany(directory => directory.Files).ToImmutableArray();
        var parameters = new List<ProfileParameter>();
        var notes = directories.SelectMany(DisturbedRuns.Of).Select(run => new ProfileNote { About = run.Case, Kind = NoteKind.Flag, Text = $"disturbed: {run.Text}" }).ToList();
        for (var i = 0; i < CpuMachine.Names.Length; i++)
        {
            var name = CpuMachine.Names[i];
            var entry = ParameterCatalog.Find(name)!;
            if (estimate.Intervals[i] is not { } interval)
            {
                notes.Add(new ProfileNote { About = name, Kind = NoteKind.NotEstablished, Text = "no case shows it; the assumed default stands" });
                continue;
            }

            parameters.Add(new ProfileParameter
            {
                Name = name, Value = entry.Text(interval.Value), Low = entry.Text(interval.Low), High = entry.Text(interval.High),
                Estimator = i < 3 ? Replay : i == 6 ? Search : Regression, Samples = estimate.Samples[i], From = [.. files.Select(file => file.Path)],
            });
        }

        var groups = directories.Sum(directory => directory.Schedule.Cases.Sum(one => one.Groups.Length));
        foreach (var metric in CpuMetric.All.Where(metric => errors.ContainsKey(metric.Name)))
        {
            var value = ParameterCatalog.Find(ErrorPrefix + metric.Name)!.Text(errors[metric.Name]);
            parameters.Add(new ProfileParameter
            {
                Name = ErrorPrefix + metric.Name, Value = value, Low = value, High = value, Estimator = Residual, Samples = groups, From = [.. files.Select(file => file.Path)],
            });
        }

        return profile with
        {
            Parameters = [.. profile.Parameters, .. parameters],
            Notes = [.. profile.Notes, .. notes],
            Files = [.. profile.Files, .. files.Select(file => new ProfileFile { Name = file.Path, Sha256 = file.Sha256 })],
        };
    }

    /// <summary>The costs in a profile; one that it lacks keeps its assumed default.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="assumed">The names of those it lacks.</param>
    public static CpuMachine MachineOf(Profile profile, out ImmutableArray<string> assumed)
    {
        var machine = new CpuMachine();
        var missing = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < CpuMachine.Names.Length; i++)
        {
            if (profile.ValueOf(CpuMachine.Names[i]) is { } value) machine = machine.With(i, value);
            else missing.Add($"{CpuMachine.Names[i]} = {new SimDuration((long)(machine.Values[i] * SimDuration.PerNanosecond))}");
        }

        assumed = missing.ToImmutable();
        return machine;
    }

    /// <summary>How uncertain a profile's costs are, and how far the model was off with them.</summary>
    public static CpuUncertainty UncertaintyOf(Profile profile) => new(
        [.. CpuMachine.Names.Select(name => IntervalOf(profile, name))],
        CpuMetric.All.Where(metric => profile.ValueOf(ErrorPrefix + metric.Name) is not null)
            .ToImmutableDictionary(metric => metric.Name, metric => profile.ValueOf(ErrorPrefix + metric.Name)!.Value, StringComparer.Ordinal));

    private static Interval? IntervalOf(Profile profile, string name) =>
        profile.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } found && ParameterCatalog.Find(name) is { } entry
        && entry.Number(found.Value) is { } value && entry.Number(found.Low) is { } low && entry.Number(found.High) is { } high
            ? new Interval(value, low, high)
            : null;

    /// <summary>What became of the files of a directory: each CSV is one case.</summary>
    public static IEnumerable<FileReport> Reports(CpuDirectory directory) => directory.Files.Select((file, i) =>
        new FileReport(file.Path, file.Sha256, file.Content.AsSpan().Count((byte)'\n'), i == 0 ? 0 : 1, []));
}
