using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Checks;
using Sim.Calibration.Cpu;
using Sim.Calibration.Disks;
using Sim.Calibration.Fitting;
using Sim.Calibration.Profiles;
using Sim.Calibration.Services;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Calibration;

/// <summary>Turns directories of captures into a profile: what <c>hvsim calibrate DIR... -o host.profile.yaml</c> does.</summary>
public static class CalibrationRun
{
    /// <summary>Reads everything below the places, checks it and estimates what it can establish.</summary>
    /// <param name="directories">Directories or single files; files of one name in different folders are repeats of one case.</param>
    /// <param name="known">What is known of the machine already; kept where these files do not establish it anew.</param>
    /// <param name="share">How much of a storage sweep the disk is fitted to; the closed form is fitted to all pure cases.</param>
    /// <exception cref="InputException">A place is missing, a file is broken, or nothing usable was found; carries all findings.</exception>
    public static CalibrationResult Calibrate(IEnumerable<string> directories, Profile? known = null, FitShare share = FitShare.Half)
    {
        var places = directories.ToArray();
        var scanned = TraceScan.Files(places);
        var cpu = CpuCaseReader.Read(scanned);
        var services = ServiceCaseReader.Read(scanned);
        var own = cpu.SelectMany(directory => directory.Files).Concat(services.Select(directory => directory.Source)).ToHashSet();
        var (cases, files) = Read([.. scanned.Where(file => !own.Contains(file))]);
        files = Explained(files, scanned);
        if (cases.IsEmpty && cpu.IsEmpty && services.IsEmpty)
        {
            var reasons = files.Take(5).Select(file => $"{file.Path} {string.Join("; ", file.Skipped)}");
            throw new InputException(new Finding(
                string.Join(", ", places), "", "", files.IsEmpty ? "no files are here" : $"no measurement that can be used is in {files.Length} file{(files.Length == 1 ? "" : "s")}: {string.Join(" | ", reasons)}",
                "fio results written with --output-format=json or json+, or a folder of scheduler or service measurements with its cases.yaml"));
        }

        var cells = StorageChecks.Group(cases);
        var estimate = NvmeEstimator.Estimate(cells);
        var profile = StorageProfile.From(estimate, cells, files);
        var disk = share == FitShare.None ? null : DiskEstimator.Estimate(share == FitShare.All ? cells : FitHalf.Of(cells));
        if (disk is not null) profile = DiskProfile.AddedTo(profile, disk);
        // Without fio results nobody asked for storage parameters: that they are not established goes without saying.
        if (cases.IsEmpty) profile = profile with { Notes = [.. profile.Notes.Where(note => note.Kind == NoteKind.Skipped)] };
        if (!cpu.IsEmpty)
        {
            var costs = CpuEstimator.Estimate(cpu);
            profile = CpuProfile.AddedTo(profile, costs, CpuErrors.Of(cpu, costs), cpu);
            files = [.. files.Concat(cpu.SelectMany(CpuProfile.Reports)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        }

        if (known is not null) profile = With(profile, known);
        if (!services.IsEmpty)
        {
            profile = ServiceProfile.AddedTo(profile, services);
            files = [.. files.Concat(services.Select(ServiceProfile.Report)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        }

        return new CalibrationResult(profile, files, cells, estimate.Model, [.. Report(profile, files), .. DiskLines(disk, cells)]);
    }

    /// <summary>What a list of cases that is neither of the two, and files beside a list that no case of it names, are skipped for; such lists first, since they say why the others are.</summary>
    internal static ImmutableArray<FileReport> Explained(ImmutableArray<FileReport> files, ImmutableArray<TraceFile> scanned)
    {
        var lists = scanned.Where(file => file.Name == CpuCaseReader.CasesFile).ToLookup(file => file.Folder, file => file.Path, StringComparer.Ordinal);
        var folders = scanned.ToLookup(file => file.Path, file => file.Folder, StringComparer.Ordinal);
        return
        [
            .. files.Select(file => file.Cases > 0 || lists[folders[file.Path].First()].FirstOrDefault() is not { } list ? file
                : file.Path == list ? file with { Skipped = ["lists neither scheduler cases (it names no host.scheduler) nor service cases (its cases hold no services)"] }
                : file.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? file with { Skipped = [$"is no case of {list}"] } : file)
                .OrderBy(file => lists.Any(list => list.Contains(file.Path)) ? 0 : 1),
        ];
    }

    /// <summary>Which cases the disk was fitted to, and which are left to judge it.</summary>
    private static IEnumerable<string> DiskLines(DiskEstimate? disk, ImmutableArray<StorageCell> cells)
    {
        if (disk is null) yield break;
        yield return $"disk: fitted to {string.Join(", ", disk.Cells)}";
        var left = cells.Where(cell => !disk.Cells.Contains(cell.Name)).Select(cell => cell.Name).ToArray();
        yield return left.Length == 0 ? "disk: no case is left to judge it" : $"disk: left to judge it: {string.Join(", ", left)}";
    }

    /// <summary>What was learned now, and what was known of anything else.</summary>
    private static Profile With(Profile learned, Profile known)
    {
        var kept = known.Parameters.Where(parameter => learned.Parameters.All(own => own.Name != parameter.Name)).ToImmutableArray();
        var from = kept.SelectMany(parameter => parameter.From).ToHashSet(StringComparer.Ordinal);
        return learned with
        {
            Parameters = [.. kept, .. learned.Parameters],
            Ranges = [.. known.Ranges.Where(range => learned.Ranges.All(own => own.Part != range.Part)), .. learned.Ranges],
            Files = [.. known.Files.Where(file => from.Contains(file.Name) && learned.Files.All(own => own.Name != file.Name)), .. learned.Files],
        };
    }

    /// <summary>Reads fio results; every other file is named with the reason why it was left out.</summary>
    internal static (ImmutableArray<FioCase> Cases, ImmutableArray<FileReport> Files) Read(ImmutableArray<TraceFile> files)
    {
        var findings = new List<Finding>();
        var cases = ImmutableArray.CreateBuilder<FioCase>();
        var reports = ImmutableArray.CreateBuilder<FileReport>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var lines = file.Content.AsSpan().Count((byte)'\n');
            if (!seen.TryAdd(file.Sha256, file.Path))
            {
                // A copy is not a second measurement: counted twice, it would narrow the interval for nothing.
                reports.Add(new FileReport(file.Path, file.Sha256, lines, 0, [$"has the same bytes as {seen[file.Sha256]}"]));
                continue;
            }

            try
            {
                var fio = FioReader.Read(file);
                cases.AddRange(fio.Cases);
                reports.Add(new FileReport(file.Path, file.Sha256, lines, fio.Cases.Length, fio.Skipped));
            }
            catch (InputException broken)
            {
                findings.AddRange(broken.Findings);
            }
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
        return (cases.ToImmutable(), reports.ToImmutable());
    }

    private static ImmutableArray<string> Report(Profile profile, ImmutableArray<FileReport> files)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var used = files.Count(file => file.Cases > 0);
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{files.Length} files, {files.Sum(file => file.LineCount)} lines: {used} used with {files.Sum(file => file.Cases)} measurements, {files.Length - used} skipped"));
        foreach (var parameter in profile.Parameters)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{parameter.Name} = {parameter.Value} ({parameter.Low} to {parameter.High}), {FieldNames.ChoiceOf(parameter.Certainty.ToString())}, {parameter.Samples} samples from {Sources(parameter.From)}; {parameter.Estimator}"));
        }

        foreach (var note in profile.Notes) lines.Add($"{Label(note.Kind)}: {note.About}: {note.Text}");
        return lines.ToImmutable();
    }

    private static string Sources(ImmutableArray<string> files) =>
        files.Length <= 2 ? string.Join(", ", files) : string.Create(CultureInfo.InvariantCulture, $"{files[0]} and {files.Length - 1} more");

    private static string Label(NoteKind kind) => kind switch
    {
        NoteKind.Flag => "flag",
        NoteKind.Skipped => "skipped",
        _ => "fallback",
    };
}
