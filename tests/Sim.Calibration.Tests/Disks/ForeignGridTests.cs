using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Checks;
using Sim.Calibration.Disks;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Testing;

namespace Sim.Calibration.Tests.Disks;

/// <summary>The same procedure on other people's grids: fitted to half, errors on the other half published whatever they are.</summary>
/// <remarks>The files are not part of the project; they are looked for in ../shared/data/traces/fio beside it.</remarks>
public sealed class ForeignGridTests
{
    [Theory]
    [Trait("Category", "Slow")] // a minute or two each on two quiet cores
    [InlineData("baremetal-sata-ssd-intel-s4610-hba")]
    [InlineData("baremetal-p420i-raid0-4xssd")]
    [InlineData("baremetal-hdd-samsung-f1-7k2")]
    [InlineData("ceph-rbd-ssd-fs")]
    [InlineData("vm-virtio-blk-sweep-jsonplus")]
    public void Errors_on_the_half_left_out_are_those_of_the_page(string device)
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "data", "traces", "fio", device + ".tar.gz");
        Assert.SkipUnless(File.Exists(file), $"{file} is not here: other people's measurements are not part of the project");
        var cells = StorageChecks.Group(TraceScan.Files([file]).SelectMany(one => FioReader.Read(one).Cases));
        var half = FitHalf.Of(cells);
        var found = DiskEstimator.Estimate(half)!;
        var fitted = half.Select(cell => cell.Name).ToHashSet(StringComparer.Ordinal);
        var errors = cells.Where(cell => !fitted.Contains(cell.Name) && !cell.IsExcluded).AsParallel().AsOrdered()
            .SelectMany(cell => DiskMetric.Of(cell, DiskReplay.Run(found.Model, cell.Load, 0, Math.Max(20_000, 2 * cell.Load.Concurrency))))
            .ToLookup(metric => metric.Metric, metric => Math.Abs((metric.Predicted / metric.Measured.Mean) - 1), StringComparer.Ordinal);
        // It must be able to predict at all: every case that was left out has a throughput.
        Assert.Equal(cells.Count(cell => !fitted.Contains(cell.Name) && !cell.IsExcluded), errors["iops"].Count());
        var form = found.Model.IsBatched ? "batching" : string.Create(CultureInfo.InvariantCulture, $"{found.Model.Servers} servers");
        // Another processor rounds differently in the last bit, and a search over simulated cases then ends elsewhere.
        GeneratedPart.Check("storage", device, string.Create(CultureInfo.InvariantCulture,
            $"- `{device}`: {form}, {errors["iops"].Count()} cases; IOPS {Two("iops")}, mean latency {Two("latency_mean")}, p50 {Two("latency_p50")}, p99 {Two("latency_p99")}\n"), tolerance: 0.25, points: 10);

        string Two(string metric)
        {
            ImmutableArray<double> sorted = [.. errors[metric].Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{(sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) * 50:F0} / {sorted[^1] * 100:F0}");
        }
    }
}
