using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Cpu;
using Sim.Calibration.Disks;
using Sim.Calibration.Profiles;
using Sim.Calibration.Services;
using Sim.Calibration.Traces;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Validation;

/// <summary>Sets what the models predict beside what was measured: what <c>hvsim validate --profile host.profile.yaml DIR...</c> does.</summary>
public static class ValidationRun
{
    /// <summary>Reads everything below the places and predicts each case from the profile.</summary>
    /// <param name="profile">What calibration learned about the machine; a parameter it lacks falls back to its assumed default.</param>
    /// <param name="directories">Directories or single files with scheduler measurements or fio results.</param>
    /// <exception cref="InputException">A place is missing, a file is broken, or nothing usable was found; carries all findings.</exception>
    public static ValidationResult Validate(Profile profile, IEnumerable<string> directories)
    {
        var places = directories.ToArray();
        var scanned = TraceScan.Files(places);
        var cpu = CpuCaseReader.Read(scanned);
        var services = ServiceCaseReader.Read(scanned);
        var own = cpu.SelectMany(directory => directory.Files).Concat(services.Select(directory => directory.Source)).ToHashSet();
        var (fio, files) = CalibrationRun.Read([.. scanned.Where(file => !own.Contains(file))]);
        files = CalibrationRun.Explained(files, scanned);
        if (fio.IsEmpty && cpu.IsEmpty && services.IsEmpty)
        {
            throw new InputException(new Finding(
                string.Join(", ", places), "", "", files.IsEmpty ? "no files are here" : $"no measurement that can be used is in {files.Length} file{(files.Length == 1 ? "" : "s")}: {string.Join(" | ", files.Take(5).Select(file => $"{file.Path} {string.Join("; ", file.Skipped)}"))}",
                "a folder of scheduler or service measurements with its cases.yaml, or fio results written with --output-format=json or json+"));
        }

        ImmutableArray<string> assumed = [];
        var machine = cpu.IsEmpty ? new CpuMachine() : CpuProfile.MachineOf(profile, out assumed);
        var uncertain = CpuProfile.UncertaintyOf(profile);
        var pairs = cpu.SelectMany(directory => directory.Schedule.Cases.Zip(directory.Measured).Select(pair => (directory.Schedule, Case: pair.First, Rows: pair.Second))).ToArray();
        var judged = pairs.AsParallel().AsOrdered()
            .Select(pair => CpuValidation.Judge(pair.Schedule, pair.Case, pair.Rows, machine, uncertain)).ToArray();
        var cells = StorageChecks.Group(fio);
        // A profile written before disks were played, or without them on purpose, has the closed form.
        var storage = DiskProfile.Of(profile) is null ? StorageValidation.Judge(cells, StorageProfile.ModelOf(profile)) : DiskValidation.Judge(cells, profile);
        var (serviceRows, serviceGaps, serviceAssumed) = Services(profile, services);
        ImmutableArray<ValidationRow> rows = [.. judged.SelectMany(one => one), .. serviceRows, .. storage.Rows];
        var silent = pairs.SelectMany(pair => CpuValidation.Silent(pair.Case, pair.Rows));
        var known = profile.Files.Select(file => file.Sha256).ToHashSet(StringComparer.Ordinal);
        var learned = cpu.SelectMany(directory => directory.Schedule.Cases.Where(one => known.Contains(directory.Files.First(file => file.Name == one.Measured).Sha256)).Select(one => one.Name));
        return new ValidationResult(
            rows, ValidationSummary.Of(rows), [.. silent, .. serviceGaps, .. storage.Gaps], [.. assumed.Concat(serviceAssumed).Distinct()],
            [.. cpu.SelectMany(DisturbedRuns.Of).Select(run => new ValidationGap(run.Case, CpuValidation.Kind, run.Text))],
            [.. learned],
            [.. files.Concat(cpu.SelectMany(CpuProfile.Reports)).Concat(services.Select(ServiceProfile.Report)).OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    private static (ImmutableArray<ValidationRow> Rows, ImmutableArray<ValidationGap> Gaps, ImmutableArray<string> Assumed) Services(
        Profile profile, ImmutableArray<ServiceDirectory> directories)
    {
        if (directories.IsEmpty) return ([], [], []);
        var machine = ServiceProfile.MachineOf(profile, out var assumed);
        if (directories.Any(directory => directory.IsHostAssumed)) assumed = assumed.Add("host: 2 CPUs, Linux 6.18, HZ 250, as a list of cases does not name its machine");
        var gaps = ImmutableArray.CreateBuilder<ValidationGap>();
        var ready = new List<(ServiceSchedule Schedule, ServiceCase Case, ImmutableArray<ServiceDemand> Demands)>();
        foreach (var (schedule, one) in directories.SelectMany(directory => directory.Schedule.Cases.Select(one => (directory.Schedule, one))))
        {
            var demands = ImmutableArray.CreateBuilder<ServiceDemand>();
            var lacks = new List<string>();
            foreach (var load in one.Services)
            {
                if (ServiceProfile.DemandOf(profile, load.Service, out var missing) is { } demand) demands.Add(demand);
                else lacks.Add(missing);
            }

            if (lacks.Count == 0) ready.Add((schedule, one, demands.ToImmutable()));
            else gaps.Add(new ValidationGap(one.Name, ServiceValidation.Kind, $"not established: {string.Join(", ", lacks)}"));
        }

        var judged = ready.AsParallel().AsOrdered().Select(item => ServiceValidation.Judge(item.Schedule, item.Case, item.Demands, machine)).ToArray();
        return ([.. judged.SelectMany(rows => rows)], gaps.ToImmutable(), assumed);
    }
}
