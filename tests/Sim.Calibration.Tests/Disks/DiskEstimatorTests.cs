using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Disks;
using Sim.Calibration.Profiles;
using Sim.Calibration.Traces.Fio;
using Sim.Calibration.Validation;

namespace Sim.Calibration.Tests.Disks;

/// <summary>Measurements made up from a known disk give that disk back, and it predicts what they left out.</summary>
[Trait("Category", "Slow")] // two fits of half a minute each
public sealed class DiskEstimatorTests
{
    private static readonly DiskModel Known = new()
    {
        IsBatched = true, Servers = 1, Ring = DiskModel.VirtioRing, Submitter = new DiskSubmitter(4000, 0, 12_000, 1000, 6000),
        Read = new DiskTimes(9000, 700, 30_000) { StallShare = 2e-4 }, Write = new DiskTimes(6000, 300, 30_000) { StallShare = 2e-5 },
        Disturbance = new DiskDisturbance { LatencySpread = 0.25, ServiceSpread = 0.2, SlowShare = 0.3, SlowExcess = 0.2, StallNs = 2e6 },
    };

    private static readonly ImmutableArray<StorageCell> Cells =
    [
        .. new[] { 1, 4, 16, 64 }.Select(depth => Cell($"r4k-{depth}", DiskReplayTests.Reads(depth))),
        Cell("r64k-8", DiskReplayTests.Reads(8, 65536)), Cell("r1m-4", DiskReplayTests.Reads(4, 1 << 20)),
        .. new[] { 1, 8, 32 }.Select(depth => Cell($"w4k-{depth}", DiskReplayTests.Writes(depth))), Cell("w1m-2", DiskReplayTests.Writes(2, 1 << 20)),
    ];

    private static readonly DiskEstimate Found = DiskEstimator.Estimate(Cells)!;

    [Fact]
    public void The_form_and_the_times_are_found_again()
    {
        Assert.True(Found.Model.IsBatched);
        Assert.Equal(DiskModel.VirtioRing, Found.Model.Ring);
        // Times, ns: chance of 40,000 I/Os a case leaves a few percent; slow share and excess trade off against the undisturbed speed, so that the product is what is known.
        var factor = Found.Model.Disturbance.MeanFactor / Known.Disturbance.MeanFactor;
        Assert.InRange(Found.Model.Read!.ServiceNs * factor / Known.Read!.ServiceNs, 0.85, 1.15);
        Assert.InRange(Found.Model.Read.ServicePerKibNs!.Value * factor / Known.Read.ServicePerKibNs!.Value, 0.9, 1.1);
        Assert.InRange(Found.Model.Read.LatencyNs * factor / Known.Read.LatencyNs, 0.8, 1.2);
        Assert.InRange(Found.Model.Write!.ServicePerKibNs!.Value * factor / Known.Write!.ServicePerKibNs!.Value, 0.9, 1.1);
    }

    [Fact]
    public void Cases_that_were_left_out_are_predicted_inside_their_intervals()
    {
        var judged = ImmutableArray.Create(Cell("r16k-8", DiskReplayTests.Reads(8, 16384)), Cell("r4k-32x2", DiskReplayTests.Reads(32, jobs: 2)), Cell("w64k-4", DiskReplayTests.Writes(4, 65536)),
            Cell("rw", new StorageLoad("randrw", 0.7, 4096, 4096, 16, 1)));
        var profile = ProfileReader.Parse(ProfileWriter.Write(DiskProfile.AddedTo(Empty, Found)), "p.yaml");
        var (rows, gaps) = DiskValidation.Judge(judged, profile);
        Assert.Empty(gaps);
        Assert.Equal(4, rows.Count(row => row.Metric == "iops"));
        foreach (var row in rows.Where(row => row.Metric is "iops" or "latency_mean" or "latency_p50"))
        {
            Assert.InRange(row.RelativeError, -0.08, 0.08);
            Assert.InRange(row.Measured, row.PredictedLow!.Value, row.PredictedHigh!.Value);
        }

        // The mixed case has its percentiles by direction.
        Assert.Equal(["read", "write"], rows.Where(row => row is { Case: "rw", Metric: "latency_p99" }).Select(row => row.Direction));
    }

    [Fact]
    public void What_was_not_measured_is_named_and_gets_no_number()
    {
        var reads = DiskProfile.AddedTo(Empty, DiskEstimator.Estimate([.. Cells.Where(cell => cell.Name.StartsWith("r4k", StringComparison.Ordinal))])!);
        var (rows, gaps) = DiskValidation.Judge([Cell("r8k", DiskReplayTests.Reads(1, 8192)), Cell("w", DiskReplayTests.Writes(1))], reads);
        Assert.Empty(rows);
        Assert.Equal(["not established: reads of 4 KiB only were fitted", "not established: no writes were fitted"], gaps.Select(gap => gap.Reason));
        Assert.Contains(reads.Notes, note => note is { About: "disk.write", Kind: NoteKind.NotEstablished });
    }

    [Fact]
    public void A_profile_gives_the_disk_and_its_replicates_back()
    {
        var profile = ProfileReader.Parse(ProfileWriter.Write(DiskProfile.AddedTo(Empty, Found)), "p.yaml");
        var (model, replicates) = DiskProfile.Of(profile)!.Value;
        Assert.Equal(DiskEstimator.Replicates, replicates.Length);
        // Six significant digits are written.
        Assert.Equal(1, model.Read!.ServiceNs / Found.Model.Read!.ServiceNs, 5);
        Assert.Equal((Found.Model.IsBatched, Found.Model.Servers, Found.Model.Ring), (model.IsBatched, model.Servers, model.Ring));
        Assert.Equal(1, model.Disturbance.StallNs / Found.Model.Disturbance.StallNs, 5);
        Assert.True(replicates.Select(replicate => replicate.Read!.ServiceNs).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(64)]
    public void Servers_of_their_own_are_found_again(int servers)
    {
        // A flash drive with a die a server, and no kick but a store to its doorbell.
        var drive = Known with
        {
            IsBatched = false, Servers = servers, Ring = int.MaxValue, Submitter = new DiskSubmitter(1500, 0, 0, 500, 0),
            Read = new DiskTimes(70_000, null, 12_000) { StallShare = 2e-4 }, Write = null,
        };
        var found = DiskEstimator.Estimate([.. new[] { 1, 4, 16, 64, 128 }.Select(depth => Cell($"r4k-{depth}", DiskReplayTests.Reads(depth), drive))])!;
        Assert.False(found.Model.IsBatched);
        var judged = new[] { 2, 8, 32 }.Select(depth => Cell($"r4k-{depth}", DiskReplayTests.Reads(depth), drive)).ToImmutableArray();
        var profile = ProfileReader.Parse(ProfileWriter.Write(DiskProfile.AddedTo(Empty, found)), "p.yaml");
        // 8 % as above. How many servers there are is not asked: few fast ones behind a long latency and many slow ones predict nearly alike.
        foreach (var row in DiskValidation.Judge(judged, profile).Rows.Where(row => row.Metric is "iops" or "latency_mean" or "latency_p50"))
            Assert.InRange(row.RelativeError, -0.08, 0.08);
    }

    private static Profile Empty => new() { SchemaVersion = Profile.CurrentSchemaVersion, ToolVersion = "0" };

    /// <summary>A case as the known disk answers it, in two repeats.</summary>
    private static StorageCell Cell(string name, StorageLoad load, DiskModel? disk = null) =>
        new(name, [.. Enumerable.Range(100, 2).Select(replication => Run(name, load, disk ?? Known, replication))], []);

    private static FioCase Run(string name, StorageLoad load, DiskModel disk, int replication)
    {
        var run = DiskReplay.Run(disk, load, replication, 40_000);
        var cpu = disk.Submitter;
        // A batching disk lets its thread sleep once a round.
        var wakes = disk.IsBatched ? (double)load.Jobs / load.Concurrency : 1d / load.Concurrency;
        var submit = cpu.SubmitNs + (cpu.KickNs * wakes);
        return new FioCase
        {
            Name = name, File = $"{replication}/{name}.json", Folder = $"{replication}", Sha256 = $"{replication}{name}", Line = 1, FioVersion = "fio-3.33", Pattern = load.Pattern,
            ReadBlockBytes = load.ReadBlockBytes, WriteBlockBytes = load.WriteBlockBytes, IoDepth = load.Concurrency / load.Jobs, Jobs = load.Jobs, Engine = "libaio", Direct = true,
            Read = Direction(run.Read, submit), Write = Direction(run.Write, submit), SystemCpus = (submit + cpu.ReapNs + (cpu.WakeNs * wakes)) * run.Iops / 1e9,
            ContextSwitches = (long)(40_000 * wakes),
        };
    }

    private static FioDirection? Direction(DiskLatencies? seen, double submit) => seen is null ? null : new FioDirection
    {
        Iops = seen.Iops, MeanLatencyNs = seen.MeanNs, MeanSubmitNs = submit, MeanCompletionNs = seen.MeanNs - submit, TotalIos = seen.Completion.Length, RuntimeMs = 1000,
        Percentiles = [.. new[] { 10, 50, 90, 99, 99.9 }.Select(percent => new LatencyPercentile(percent, seen.PercentileNs(percent)))],
    };
}
