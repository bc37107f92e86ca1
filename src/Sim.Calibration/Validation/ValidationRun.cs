using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Cpu;
using Sim.Calibration.Profiles;
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
        var own = cpu.SelectMany(directory => directory.Files).ToHashSet();
        var (fio, files) = CalibrationRun.Read([.. scanned.Where(file => !own.Contains(file))]);
        if (fio.IsEmpty && cpu.IsEmpty)
        {
            throw new InputException(new Finding(
                string.Join(", ", places), "", "", files.IsEmpty ? "no files are here" : $"no measurement that can be used is in {files.Length} file{(files.Length == 1 ? "" : "s")}: {string.Join(" | ", files.Take(5).Select(file => $"{file.Path} {string.Join("; ", file.Skipped)}"))}",
                "a folder of scheduler measurements with its cases.yaml, or fio results written with --output-format=json or json+"));
        }

        ImmutableArray<string> assumed = [];
        var machine = cpu.IsEmpty ? new CpuMachine() : CpuProfile.MachineOf(profile, out assumed);
        var pairs = cpu.SelectMany(directory => directory.Schedule.Cases.Zip(directory.Measured).Select(pair => (directory.Schedule, Case: pair.First, Rows: pair.Second))).ToArray();
        var judged = pairs.AsParallel().AsOrdered()
            .Select(pair => CpuValidation.Judge(pair.Schedule, pair.Case, pair.Rows, machine)).ToArray();
        var storage = StorageValidation.Judge(StorageChecks.Group(fio), StorageProfile.ModelOf(profile));
        ImmutableArray<ValidationRow> rows = [.. judged.SelectMany(one => one), .. storage.Rows];
        return new ValidationResult(
            rows, ValidationSummary.Of(rows), storage.Gaps, assumed,
            [.. files.Concat(cpu.SelectMany(CpuProfile.Reports)).OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }
}
