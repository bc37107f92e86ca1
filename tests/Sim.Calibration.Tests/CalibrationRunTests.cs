using Sim.Calibration.Checks;
using Sim.Calibration.Disks;
using Sim.Calibration.Profiles;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests;

public sealed class CalibrationRunTests
{
    private static readonly CalibrationResult Own = CalibrationRun.Calibrate([Samples.FioFolder], share: FitShare.None);

    [Fact]
    public void Own_disk_gives_a_profile_with_every_file_named()
    {
        Assert.Equal(34, Own.Profile.Files.Length); // 17 cases, two folders
        Assert.Equal(17, Own.Cells.Length);
        Assert.All(Own.Cells, cell => Assert.Equal(2, cell.Runs.Length));
        Assert.All(Own.Profile.Files, file => Assert.Equal(64, file.Sha256.Length));
        Assert.Equal([4096, 16384, 65536, 1 << 20], Own.Profile.Ranges[0].BlockSizes.AsEnumerable());
    }

    [Fact]
    public void Estimates_agree_with_what_the_files_say_directly()
    {
        // Depth 1, 4 KiB reads: mean 85.7 and 60.9 us, of which 17.7 and 15.9 us are slat: 57 us of device, 45 and 68 us in the two runs.
        Assert.InRange(Own.Profile.ValueOf("storage.read.service")!.Value, 45_000, 68_000);
        Assert.InRange(Own.Profile.ValueOf("storage.software.submit_latency")!.Value, 15_900, 18_000);
        // Deep cells use 4.9 us of CPU an I/O almost without wake-ups; depth-1 cells 26 to 31 us with one each.
        Assert.InRange(Own.Profile.ValueOf(ParameterCatalog.CpuPerIo)!.Value, 4000, 6500);
        Assert.InRange(Own.Profile.ValueOf(ParameterCatalog.CpuPerWake)!.Value, 15_000, 27_000);
    }

    [Fact]
    public void Same_files_give_the_same_bytes() =>
        Assert.Equal(ProfileWriter.Write(Own.Profile), ProfileWriter.Write(CalibrationRun.Calibrate([Samples.FioFolder], share: FitShare.None).Profile));

    [Fact]
    public void A_model_read_back_from_the_profile_predicts_what_the_fit_did()
    {
        var model = StorageProfile.ModelOf(ProfileReader.Parse(ProfileWriter.Write(Own.Profile), "p.yaml"));
        foreach (var cell in Own.Cells)
        {
            // Six significant digits are written.
            Assert.Equal(1, model.Predict(cell.Load, out _)!.Iops / Own.Model.Predict(cell.Load, out _)!.Iops, 4);
        }
    }

    [Fact]
    public void The_report_names_parameters_files_and_flags()
    {
        Assert.Contains(Own.Lines, line => line.StartsWith("34 files", StringComparison.Ordinal));
        Assert.Contains(Own.Lines, line => line.StartsWith("storage.read.service =", StringComparison.Ordinal) && line.Contains("measured, 11 samples", StringComparison.Ordinal));
        Assert.Contains(Own.Lines, line => line.StartsWith("flag: randwrite-4k-qd64-nj1: cpu-saturated", StringComparison.Ordinal));
        // Repeats of one minute differ by 41 % at depth 1 (11582 and 16291 IOPS).
        Assert.Contains(Own.Lines, line => line.StartsWith("flag: randread-4k-qd1-nj1: repeat-spread", StringComparison.Ordinal));
    }

    [Fact]
    public void Foreign_files_and_copies_are_named_and_skipped() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "hello");
        File.WriteAllText(Path.Combine(folder, "a.json"), Samples.Fio(Samples.Job()));
        File.WriteAllText(Path.Combine(folder, "b.json"), Samples.Fio(Samples.Job()));
        var result = CalibrationRun.Calibrate([folder], share: FitShare.None);
        Assert.Equal(["", "has the same bytes as " + Path.Combine(folder, "a.json"), "holds no JSON object"], result.Files.Select(file => string.Join(";", file.Skipped)));
        Assert.Contains(result.Profile.Notes, note => note.Kind == NoteKind.Skipped && note.About.EndsWith("notes.txt", StringComparison.Ordinal));
    });

    [Fact]
    public void Every_broken_file_is_reported_at_once() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "a.json"), Samples.Fio(Samples.Job())[..200]);
        File.WriteAllText(Path.Combine(folder, "b.json"), Samples.Fio(Samples.Job())[..300]);
        Assert.Equal(2, Assert.Throws<InputException>(() => CalibrationRun.Calibrate([folder])).Findings.Length);
    });

    [Fact]
    public void A_missing_directory_suggests_the_nearest() => InFolder(folder =>
    {
        Directory.CreateDirectory(Path.Combine(folder, "storage"));
        var finding = Assert.Single(Assert.Throws<InputException>(() => CalibrationRun.Calibrate([Path.Combine(folder, "storrage")])).Findings);
        Assert.Equal("storage", finding.Suggestion);
    });

    [Fact]
    public void A_folder_without_measurements_says_what_it_wants() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "hello");
        Assert.Contains("--output-format=json", Assert.Throws<InputException>(() => CalibrationRun.Calibrate([folder])).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_list_of_cases_that_is_none_is_said_before_the_files_it_should_name() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "cases.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "busy.csv"), "run,group\n");
        var message = Assert.Throws<InputException>(() => CalibrationRun.Calibrate([folder])).Message;
        var list = Path.Combine(folder, "cases.yaml");
        Assert.Contains($"in 2 files: {list} lists neither scheduler cases (it names no host.scheduler) nor service cases", message, StringComparison.Ordinal);
        Assert.Contains($"busy.csv is no case of {list}", message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_folder_that_is_named_twice_is_read_once() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "a.json"), Samples.Fio(Samples.Job()));
        Assert.Single(CalibrationRun.Calibrate([folder, folder + Path.DirectorySeparatorChar], share: FitShare.None).Files);
    });

    private static void InFolder(Action<string> test)
    {
        var folder = Directory.CreateTempSubdirectory("hvsim-calibrate");
        try
        {
            test(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
