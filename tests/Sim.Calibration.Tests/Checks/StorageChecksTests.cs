using Sim.Calibration.Checks;
using Sim.Calibration.Traces.Fio;

namespace Sim.Calibration.Tests.Checks;

public sealed class StorageChecksTests
{
    private static StorageCell Only(string job, params string[] more) =>
        StorageChecks.Group(FioReader.Read(Samples.File(Samples.Fio([job, .. more]))).Cases)[0];

    [Fact]
    public void A_clean_case_has_no_flag() => Assert.Empty(Only(Samples.Job()).Flags); // 1000/s x 8 ms = 8 = the depth

    [Theory]
    [InlineData(7_650_000, false)] // 7.65 of 8: 4.4 %
    [InlineData(7_550_000, true)] // 7.55 of 8: 5.6 %
    public void Little_is_checked_at_five_percent(double meanNs, bool flagged) =>
        Assert.Equal(flagged, Only(Samples.Job(meanNs: meanNs)).Flags.Any(flag => flag.Kind == CaseFlagKind.LittlesLaw));

    [Fact]
    public void A_saturated_thread_is_excluded_and_a_busy_one_flagged()
    {
        var busy = Only(Samples.Job().Replace("\"sys_cpu\" : 0.5", "\"sys_cpu\" : 89.5", StringComparison.Ordinal));
        Assert.Equal((CaseFlagKind.CpuSaturated, false), (busy.Flags[0].Kind, busy.IsExcluded));
        Assert.True(Only(Samples.Job().Replace("\"sys_cpu\" : 0.5", "\"sys_cpu\" : 97", StringComparison.Ordinal)).IsExcluded);
    }

    [Fact]
    public void Buffered_failed_throttled_and_disturbed_jobs_are_excluded()
    {
        const string Base = "\"rw\" : \"randread\", \"iodepth\" : \"8\", \"ioengine\" : \"libaio\"";
        Assert.Equal(CaseFlagKind.CacheHit, Assert.Single(Only(Samples.Job(options: Base)).Flags).Kind);
        Assert.Equal(CaseFlagKind.Throttled, Assert.Single(Only(Samples.Job(options: Base + ", \"direct\" : \"1\", \"rate_iops\" : \"1000\"")).Flags).Kind);
        Assert.Equal(CaseFlagKind.FioError, Assert.Single(Only(Samples.Job(error: 5)).Flags).Kind);
        Assert.Equal(CaseFlagKind.BesideOthers, Assert.Single(Only(Samples.Job(), Samples.Job("b")).Flags).Kind);
        Assert.Equal(CaseFlagKind.NoIo, Assert.Single(Only(Samples.Job(iops: 0)).Flags).Kind);
    }

    [Fact]
    public void A_read_faster_than_any_drive_is_a_cache_hit()
    {
        const string Options = "\"rw\" : \"randread\", \"iodepth\" : \"1\", \"direct\" : \"1\"";
        // 4 us at depth 1: 250000 IOPS.
        Assert.Contains(Only(Samples.Job(options: Options, iops: 250_000, meanNs: 4000)).Flags, flag => flag.Kind == CaseFlagKind.CacheHit);
        Assert.Empty(Only(Samples.Job(options: Options, iops: 100_000, meanNs: 10_000)).Flags);
    }

    [Fact]
    public void A_case_without_completion_latency_is_flagged_for_just_that_and_stays_usable()
    {
        const string Options = "\"rw\" : \"randread\", \"iodepth\" : \"1\", \"direct\" : \"1\"";
        var whole = Samples.Job(options: Options, iops: 10_000, meanNs: 100_000);
        var from = whole.IndexOf("\"clat_ns\"", StringComparison.Ordinal);
        var without = Only(whole[..from] + whole[whole.IndexOf("\"lat_ns\"", from, StringComparison.Ordinal)..]);
        var flag = Assert.Single(without.Flags);
        Assert.Equal((CaseFlagKind.NoCompletionLatency, false), (flag.Kind, flag.Excludes));
        Assert.Contains("read.clat_ns is missing", flag.Text, StringComparison.Ordinal);
        // The whole latency still says whether a cache answered.
        var cached = Samples.Job(options: Options, iops: 250_000, meanNs: 4000);
        from = cached.IndexOf("\"clat_ns\"", StringComparison.Ordinal);
        Assert.Contains(Only(cached[..from] + cached[cached.IndexOf("\"lat_ns\"", from, StringComparison.Ordinal)..]).Flags, found => found.Kind == CaseFlagKind.CacheHit);
    }

    [Fact]
    public void A_synchronous_engine_keeps_one_request_a_job_whatever_the_depth()
    {
        const string Options = "\"rw\" : \"randread\", \"iodepth\" : \"32\", \"direct\" : \"1\", \"ioengine\" : \"psync\"";
        Assert.Empty(Only(Samples.Job(options: Options, iops: 1000, meanNs: 1_000_000)).Flags);
    }

    [Fact]
    public void Files_of_one_name_are_repeats_with_mean_and_range()
    {
        var runs = new[] { ("a", 1000d), ("b", 1300d) }.SelectMany(pair => FioReader.Read(
            Samples.File(Samples.Fio(Samples.Job(iops: pair.Item2, meanNs: 8e9 / pair.Item2)), $"{pair.Item1}/case.json")).Cases);
        var cell = Assert.Single(StorageChecks.Group(runs));
        Assert.Equal(new MeasuredRange(1150, 1000, 1300), cell.Iops);
        Assert.Equal(CaseFlagKind.RepeatSpread, Assert.Single(cell.Flags).Kind); // 30 % apart, 20 % allowed
        Assert.False(cell.IsExcluded);
    }
}
