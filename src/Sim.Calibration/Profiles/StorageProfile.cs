using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Fitting;
using Sim.Scenarios.Binding;

namespace Sim.Calibration.Profiles;

/// <summary>Writes a storage estimate down as a profile, and reads the closed form back out of one.</summary>
public static class StorageProfile
{
    private const string Slots = "least squares on ln IOPS of a closed network with random slots; bootstrap";

    /// <summary>The profile of an estimate.</summary>
    /// <param name="estimate">What was learnt.</param>
    /// <param name="cells">The cells it was learnt from and judged by.</param>
    /// <param name="files">Every file looked at.</param>
    public static Profile From(StorageEstimate estimate, ImmutableArray<StorageCell> cells, ImmutableArray<FileReport> files) => new()
    {
        SchemaVersion = Profile.CurrentSchemaVersion,
        ToolVersion = typeof(StorageProfile).Assembly.GetName().Version?.ToString(3) ?? "",
        Parameters = [.. Software(estimate.Software, cells), .. Direction("storage.read", estimate.Read), .. Direction("storage.write", estimate.Write)],
        Ranges = [.. Ranges(cells)],
        Fit = [.. Fit(estimate, cells)],
        Notes = [.. Notes(estimate, cells, files)],
        Files = [.. files.Where(file => file.Cases > 0).Select(file => new ProfileFile { Name = file.Path, Sha256 = file.Sha256 })],
    };

    /// <summary>The closed form that a profile describes; a direction without a service time is absent.</summary>
    public static StorageModel ModelOf(Profile profile) => new(
        new SoftwarePath
        {
            SubmitNs = profile.ValueOf(ParameterCatalog.SubmitLatency) ?? 0,
            CpuPerIoNs = profile.ValueOf(ParameterCatalog.CpuPerIo) ?? 0,
            CpuPerWakeNs = profile.ValueOf(ParameterCatalog.CpuPerWake) ?? 0,
            CpuPerKibNs = profile.ValueOf(ParameterCatalog.CpuPerKib) ?? 0,
        },
        ModelOf(profile, "storage.read"),
        ModelOf(profile, "storage.write"));

    private static DirectionModel? ModelOf(Profile profile, string prefix)
    {
        if (profile.ValueOf(prefix + ".service") is not { } service) return null;
        var range = profile.Ranges.FirstOrDefault(range => range.Part == prefix);
        if (range is null || range.BlockSizes.IsEmpty || range.Depths.IsEmpty) return null;
        var (low, high) = (range.BlockSizes.Min(), range.BlockSizes.Max());
        return new DirectionModel
        {
            ServiceNs = service,
            ServicePerKibNs = profile.ValueOf(prefix + ".service_per_kib") ?? (low < high ? 0 : null),
            DrainPerKibNs = profile.ValueOf(prefix + ".drain_per_kib"),
            Parallelism = profile.ValueOf(prefix + ".parallelism"),
            BandwidthLimit = profile.ValueOf(prefix + ".bandwidth_limit"),
            IopsLimit = profile.ValueOf(prefix + ".iops_limit"),
            ServiceCv = profile.ValueOf(prefix + ".service_cv") ?? 1,
            Blocks = (low, high),
            Depths = (range.Depths.Min(), range.Depths.Max()),
        };
    }

    private static IEnumerable<ProfileParameter> Software(SoftwareEstimate software, ImmutableArray<StorageCell> cells)
    {
        var runs = cells.SelectMany(cell => cell.Runs).ToArray();
        var depthOne = runs.Where(run => run.Concurrency == 1).ToArray();
        var smallest = depthOne.Select(run => Math.Min(run.ReadBlockBytes, run.WriteBlockBytes)).DefaultIfEmpty().Min();
        ImmutableArray<string> shallow = [.. depthOne.Where(run => Math.Min(run.ReadBlockBytes, run.WriteBlockBytes) == smallest).Select(run => run.File)];
        ImmutableArray<string> all = [.. runs.Select(run => run.File)];
        const string Regression = "relative least squares of CPU per I/O on wake-ups and KiB per I/O; bootstrap over runs";
        if (software.Submit is { } submit)
            yield return Parameter(ParameterCatalog.SubmitLatency, submit, "mean slat at depth 1, smallest blocks; range over runs", software.SubmitRuns, shallow);
        if (software.CpuPerIo is { } io) yield return Parameter(ParameterCatalog.CpuPerIo, io, Regression, software.CpuRuns, all);
        if (software.CpuPerWake is { } wake) yield return Parameter(ParameterCatalog.CpuPerWake, wake, Regression, software.CpuRuns, all);
        if (software.CpuPerKib is { } kib) yield return Parameter(ParameterCatalog.CpuPerKib, kib, Regression, software.CpuRuns, all);
    }

    private static IEnumerable<ProfileParameter> Direction(string prefix, DirectionEstimate? direction)
    {
        if (direction is null) yield break;
        var cells = direction.Cells.Length;
        yield return Parameter(prefix + ".service", direction.Service, Slots, cells, direction.Files);
        if (direction.ServicePerKib is { } kib) yield return Parameter(prefix + ".service_per_kib", kib, Slots, cells, direction.Files);
        if (direction.DrainPerKib is { } drain) yield return Parameter(prefix + ".drain_per_kib", drain, Slots, cells, direction.Files);
        if (direction.Parallelism is { } slots) yield return Parameter(prefix + ".parallelism", slots, Slots, cells, direction.Files);
        if (direction.BandwidthLimit is { } bytes) yield return Parameter(prefix + ".bandwidth_limit", bytes, Slots, cells, direction.Files);
        if (direction.IopsLimit is { } iops) yield return Parameter(prefix + ".iops_limit", iops, Slots, cells, direction.Files);
        if (direction.Shape is not { } shape) yield break;
        const string Histogram = "json+ histogram of clat at depth 1; range over runs";
        yield return Parameter(prefix + ".service_cv", shape.Cv, Histogram, shape.Samples, shape.Files);
        yield return Parameter(prefix + ".stall_share", shape.StallShare, Histogram, shape.Samples, shape.Files);
        if (shape.StallNs is { } stall)
            yield return Parameter(prefix + ".stall_time", stall, Histogram, shape.Samples, shape.Files);
    }

    private static ProfileParameter Parameter(string name, Interval interval, string estimator, long samples, ImmutableArray<string> files)
    {
        var entry = ParameterCatalog.Find(name)!;
        return new ProfileParameter
        {
            Name = name,
            Value = entry.Text(interval.Value),
            Low = entry.Text(Math.Max(entry.Min, interval.Low)),
            High = entry.Text(interval.High),
            Estimator = estimator,
            Samples = samples,
            From = [.. files.Distinct()],
        };
    }

    private static IEnumerable<ProfileRange> Ranges(ImmutableArray<StorageCell> cells)
    {
        foreach (var (part, share) in new[] { ("storage.read", 1d), ("storage.write", 0d) })
        {
            var loads = cells.Where(cell => !cell.IsExcluded && cell.Load.ReadShare == share).Select(cell => cell.Load).ToArray();
            if (loads.Length == 0) continue;
            yield return new ProfileRange
            {
                Part = part,
                Patterns = [.. loads.Select(load => load.Pattern).Distinct().Order(StringComparer.Ordinal)],
                BlockSizes = [.. loads.Select(load => share == 1 ? load.ReadBlockBytes : load.WriteBlockBytes).Distinct().Order()],
                Depths = [.. loads.Select(load => load.Concurrency).Distinct().Order()],
            };
        }
    }

    private static IEnumerable<ProfileFit> Fit(StorageEstimate estimate, ImmutableArray<StorageCell> cells)
    {
        var fitted = (estimate.Read?.Cells ?? []).Concat(estimate.Write?.Cells ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            if (cell.Iops.Mean <= 0 || estimate.Model.Predict(cell.Load, out _) is not { } model) continue;
            var role = cell.IsExcluded ? FitRole.Excluded : fitted.Contains(cell.Name) ? FitRole.Fitted : FitRole.Judged;
            yield return Row(cell.Name, "iops", role, cell.Iops, model.Iops);
            yield return Row(cell.Name, "latency_mean", role, cell.LatencyMeanNs, model.LatencyMeanNs);
        }
    }

    private static ProfileFit Row(string name, string metric, FitRole role, MeasuredRange measured, double model) => new()
    {
        Case = name,
        Metric = metric,
        Role = role,
        Measured = Math.Round(measured.Mean, 1),
        MeasuredLow = Math.Round(measured.Low, 1),
        MeasuredHigh = Math.Round(measured.High, 1),
        Model = Math.Round(model, 1),
        RelativeError = Math.Round((model / measured.Mean) - 1, 4),
    };

    private static IEnumerable<ProfileNote> Notes(StorageEstimate estimate, ImmutableArray<StorageCell> cells, ImmutableArray<FileReport> files)
    {
        foreach (var cell in cells)
        {
            foreach (var flag in cell.Flags)
            {
                var line = flag.Line > 0 ? $", line {flag.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "";
                var used = flag.Excludes ? "; not used" : "";
                yield return new ProfileNote { About = cell.Name, Kind = NoteKind.Flag, Text = $"{FieldNames.ChoiceOf(flag.Kind.ToString())}: {flag.Text} ({flag.File}{line}){used}" };
            }
        }

        foreach (var (prefix, direction) in new[] { ("storage.read", estimate.Read), ("storage.write", estimate.Write) })
        {
            if (direction is null) yield return new ProfileNote { About = prefix, Kind = NoteKind.NotEstablished, Text = "no case of this direction can be used" };
            foreach (var (parameter, reason) in direction?.NotEstablished ?? [])
                yield return new ProfileNote { About = $"{prefix}.{parameter}", Kind = NoteKind.NotEstablished, Text = reason };
        }

        foreach (var (name, term) in new[]
        {
            (ParameterCatalog.SubmitLatency, estimate.Software.Submit), (ParameterCatalog.CpuPerIo, estimate.Software.CpuPerIo),
            (ParameterCatalog.CpuPerWake, estimate.Software.CpuPerWake), (ParameterCatalog.CpuPerKib, estimate.Software.CpuPerKib),
        })
        {
            if (term is null) yield return new ProfileNote { About = name, Kind = NoteKind.NotEstablished, Text = "the cases do not show it; taken as 0" };
        }

        foreach (var file in files)
        {
            foreach (var reason in file.Skipped) yield return new ProfileNote { About = file.Path, Kind = NoteKind.Skipped, Text = reason };
        }
    }
}
