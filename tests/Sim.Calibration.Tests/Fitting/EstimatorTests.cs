using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Fitting;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Tests.Fitting;

public sealed class EstimatorTests
{
    [Fact]
    public void Cpu_is_split_into_wakeups_ios_and_bytes()
    {
        // CPU per I/O = 5 us + 20 us per wake-up + 0.03 us per KiB, exactly; the regression must give the three numbers back.
        var cells = new[] { (4L, 1d), (4L, 0.5), (4L, 0.1), (64L, 0.2), (1024L, 0.4), (16L, 1d) }
            .Select((point, i) => Samples.Cell(
                Name(i), point.Item1 * 1024, 4, 10_000, cpus: 10_000 * 1e-9 * (5000 + (20_000 * point.Item2) + (30 * point.Item1)), wakesPerIo: point.Item2))
            .ToImmutableArray();
        var path = SoftwareEstimator.Estimate(cells).Path;
        Assert.Equal(5000, path.CpuPerIoNs, 3);
        Assert.Equal(20_000, path.CpuPerWakeNs, 3);
        Assert.Equal(30, path.CpuPerKibNs, 3);
    }

    [Fact]
    public void A_negative_cpu_term_is_left_out()
    {
        // Larger blocks cost less here, which bytes cannot explain.
        var cells = new[] { (4L, 10_000d), (64L, 9000d), (1024L, 8000d) }
            .Select((point, i) => Samples.Cell(Name(i), point.Item1 * 1024, 4, 10_000, cpus: 10_000 * 1e-9 * point.Item2, wakesPerIo: 1)).ToImmutableArray();
        var estimate = SoftwareEstimator.Estimate(cells);
        Assert.Null(estimate.CpuPerKib);
        Assert.InRange(estimate.Path.CpuPerIoNs, 8000, 10_000);
    }

    [Theory]
    [InlineData(60_000, 5, 900, true)]
    [InlineData(45_000, 32, 300, false)]
    public void A_known_device_is_found_again(double serviceNs, double slots, double perKibNs, bool read)
    {
        var truth = new DirectionModel { ServiceNs = serviceNs, Parallelism = slots, ServicePerKibNs = perKibNs, Blocks = (4096, 1 << 20), Depths = (1, 256) };
        var model = new StorageModel(new SoftwarePath(), read ? truth : null, read ? null : truth);
        var estimate = Fit(model, read, [(4, 1), (4, 2), (4, 8), (4, 32), (4, 128), (16, 1), (16, 16), (64, 8), (1024, 4)]);
        // Noise-free cells of the model's own form: what remains is where the search stops (1e-7 in the squared error).
        Assert.Equal(1, estimate.Model.ServiceNs / serviceNs, 2);
        Assert.Equal(1, estimate.Model.Parallelism!.Value / slots, 1);
        Assert.Equal(1, estimate.Model.ServicePerKibNs!.Value / perKibNs, 1);
        Assert.True(estimate.Service.Low < serviceNs && serviceNs < estimate.Service.High);
    }

    [Fact]
    public void A_rate_limiter_is_found_where_throughput_stops_growing()
    {
        // 32 slots of 100 us could do 320000/s; a bucket of 50000 tokens a second stops the device long before, and latency grows with depth alone.
        var truth = new DirectionModel { ServiceNs = 100_000, Parallelism = 32, IopsLimit = 50_000, Blocks = (4096, 4096), Depths = (1, 256) };
        var estimate = Fit(new StorageModel(new SoftwarePath(), truth, null), true, [(4, 1), (4, 2), (4, 4), (4, 8), (4, 32), (4, 64), (4, 256)]);
        Assert.InRange(estimate.Model.IopsLimit!.Value, 49_500, 50_500);
        Assert.DoesNotContain(estimate.NotEstablished, entry => entry.Parameter == "iops_limit");
    }

    [Fact]
    public void What_the_sweep_cannot_show_is_not_established()
    {
        var truth = new DirectionModel { ServiceNs = 60_000, Parallelism = 5, Blocks = (4096, 4096), Depths = (1, 1) };
        var estimate = Fit(new StorageModel(new SoftwarePath(), truth, null), true, [(4, 1)]);
        Assert.Null(estimate.Model.Parallelism);
        Assert.Equal(1, estimate.Model.ServiceNs / 60_000, 3);
        Assert.Contains(estimate.NotEstablished, entry => entry.Parameter == "parallelism");
        var model = new StorageModel(new SoftwarePath(), estimate.Model, null);
        Assert.Null(model.Predict(new StorageLoad("randread", 1, 4096, 4096, 8, 1), out var deeper));
        Assert.Contains("one depth only", deeper, StringComparison.Ordinal);
        Assert.Null(model.Predict(new StorageLoad("randread", 1, 65536, 4096, 1, 1), out var larger));
        Assert.Contains("one block size only", larger, StringComparison.Ordinal);
        Assert.Null(model.Predict(new StorageLoad("randwrite", 0, 4096, 4096, 1, 1), out var writes));
        Assert.Contains("no writes", writes, StringComparison.Ordinal);
    }

    [Fact]
    public void Stalls_are_kept_out_of_the_variation()
    {
        // 90 at 10 us, 9 at 20 us, 1 at 1 ms: the median is 10, so the last is a stall. Body: mean 1080/99 = 10.909, E[x^2] 12600/99 = 127.273, variance 8.2645, cv 2.87480/10.90909 = 0.263523.
        var cell = Samples.Cell("c", 4096, 1, 1000);
        var run = cell.Runs[0] with { Read = cell.Runs[0].Read! with { Bins = [new(10_000, 90), new(20_000, 9), new(1_000_000, 1)] } };
        var shape = ServiceShape.Of([cell with { Runs = [run] }], one => one.Read, one => one.ReadBlockBytes)!;
        Assert.Equal(0.263523, shape.Cv.Value, 6);
        Assert.Equal(0.01, shape.StallShare.Value, 12);
        Assert.Equal(100, shape.Samples);
    }

    private static string Name(int i) => "c" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static DirectionEstimate Fit(StorageModel truth, bool read, (int Kib, int Depth)[] points)
    {
        var cells = points.Select(point =>
        {
            var load = new StorageLoad("", read ? 1 : 0, point.Kib * 1024L, point.Kib * 1024L, point.Depth, 1);
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{point.Kib}k-{point.Depth}");
            return Samples.Cell(name, point.Kib * 1024L, point.Depth, truth.Predict(load, out _)!.Iops, read: read);
        }).ToImmutableArray();
        return DirectionEstimator.Estimate(cells, truth.Software, read)!;
    }
}
