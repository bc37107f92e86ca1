using System.Globalization;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios;

/// <summary>Whether drives and the array they form fit together.</summary>
public static class StorageCheck
{
    /// <summary>Checks the drives of a host.</summary>
    /// <param name="storage">The block.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void Run(StorageSpec storage, string field, FindingReporter report)
    {
        CheckRaid(storage.Raid, storage.Drives, field + ".raid", report);
        var isAlone = storage is { Drives: 1, Raid.Kind: RaidKind.Md } && (storage.Disk is not null || storage.Drive.Link.Generation == PcieGeneration.Sata3);
        if (storage.WhenFull == FullQueue.Refuse && storage.Raid.Kind != RaidKind.Hardware && !isAlone)
            report.Add(field + ".whenFull", "is refuse, but an NVMe drive's queue is never overrun, and software in front of several drives holds requests back", "hold, or raid.kind: hardware, or one hard disk or SATA drive");
        if (storage.Disk is { } disk) CheckDisk(disk, field + ".disk", report);
        else CheckSpare(storage.Drive, field + ".drive", report);
    }

    private static void CheckRaid(RaidParameters raid, int drives, string field, FindingReporter report)
    {
        var level = RaidRules.Settle(raid.Level, drives);
        var name = FieldNames.ChoiceOf(level.ToString());
        var fewest = RaidRules.FewestDrives(level, raid.Kind);
        if (drives < fewest)
        {
            report.Add(field + ".level", Text($"{name} on {drives} drives"), Text($"{fewest} drives or more"));
        }
        else if (level == RaidLevel.Raid10 && raid.Kind == RaidKind.Hardware && drives % 2 == 1)
        {
            report.Add(field + ".level", Text($"raid10 of a controller on {drives} drives"), "an even number; software (kind: md) takes an odd one");
        }

        var tolerated = RaidRules.Tolerates(level, drives);
        if (raid.Degraded > tolerated) report.Add(field + ".degraded", Text($"{raid.Degraded} failed drives lose data under {name}"), Text($"0 to {tolerated}"));
        if (raid.RebuildRate > 0 && raid.Degraded == 0) report.Add(field + ".rebuildRate", "has nothing to rebuild", "only with degraded: 1 or more");
    }

    private static void CheckDisk(HddParameters disk, string field, FindingReporter report)
    {
        if (disk.SeekFull <= disk.SeekTrack || disk.Curvature is < 0 or > 1)
        {
            // Mean of the curve for a pure line and for a pure root.
            var (line, root) = (Mean(disk, 1 / 3d), Mean(disk, 8 / 15d));
            report.Add(field + ".seekAverage", Text($"{disk.SeekAverage} does not lie on a seek curve from {disk.SeekTrack} to {disk.SeekFull}"), Text($"{line:0.##} ms to {root:0.##} ms"));
        }

        if (disk.InnerRate > disk.OuterRate) report.Add(field + ".innerRate", Text($"{disk.InnerRate / 1e6:0.#} MB/s is above the outer rate"), Text($"up to {disk.OuterRate / 1e6:0.#} MB/s"));
    }

    private static double Mean(HddParameters disk, double share) =>
        disk.SeekTrack.Milliseconds + (share * (disk.SeekFull - disk.SeekTrack).Milliseconds);

    private static void CheckSpare(NvmeParameters drive, string field, FindingReporter report)
    {
        var spare = drive.Capacity * (1 + drive.OverProvisioning - drive.Fill);
        if (drive.WritesInPlace || spare >= drive.EraseBytes) return;
        report.Add(field + ".overProvisioning", Text($"leaves {spare / 1e9:0.###} GB for cleaning"),
            Text($"at least what is erased at once: mediaUnits x programsPerErase x programUnit = {drive.EraseBytes / 1e9:0.###} GB"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
