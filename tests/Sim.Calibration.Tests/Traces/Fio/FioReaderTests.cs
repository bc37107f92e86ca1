using System.IO.Compression;
using System.Text;
using Sim.Calibration.Traces;
using Sim.Calibration.Traces.Fio;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Traces.Fio;

public sealed class FioReaderTests
{
    [Fact]
    public void Reads_a_real_json_plus_file()
    {
        var run = Assert.Single(FioReader.Read(Path.Combine(Samples.FioFolder, "a", "randread-4k-qd8-nj2.json")).Cases);
        // The numbers stand in the file as written; group_reporting merged two jobs, so CPU is twice the printed mean of 2.40 + 22.26 %.
        Assert.Equal("randread-4k-qd8-nj2", run.Name);
        Assert.Equal((8, 2, 16), (run.IoDepth, run.Jobs, run.Concurrency));
        Assert.Equal(4096, run.ReadBlockBytes);
        Assert.True(run.Direct);
        Assert.Equal(70899.512561, run.Read!.Iops);
        Assert.Equal(567267, run.Read.TotalIos);
        Assert.Equal(207872, run.Read.Percentile(50));
        Assert.Equal(2 * 0.2466, run.UserCpus + run.SystemCpus, 3);
        Assert.Null(run.Write);
        Assert.Equal(567281, run.Read.Bins.Sum(bin => bin.Count)); // equals clat_ns.N
    }

    [Fact]
    public void Bins_give_the_percentiles_fio_printed()
    {
        var read = FioReader.Read(Path.Combine(Samples.FioFolder, "b", "randread-4k-qd8-nj1.json")).Cases[0].Read!;
        foreach (var percent in new[] { 50d, 90, 99, 99.9 })
        {
            var fromBins = (read with { Percentiles = [] }).Percentile(percent)!.Value;
            // A bin is at most 1/64 wide and fio prints a bin's edge or middle.
            Assert.InRange(fromBins / read.Percentile(percent)!.Value, 1 - (1 / 64d), 1 + (1 / 64d));
        }
    }

    [Fact]
    public void Clones_without_group_reporting_add_up_and_percentiles_are_not_averaged()
    {
        const string Options = "\"rw\" : \"randread\", \"numjobs\" : \"2\", \"iodepth\" : \"04\", \"direct\" : \"1\", \"ioengine\" : \"libaio\"";
        var run = Assert.Single(FioReader.Read(Samples.File(Samples.Fio(
            Samples.Job(options: Options, iops: 3000, meanNs: 1_000_000, bins: "\"900000\" : 2, \"1000000\" : 1"),
            Samples.Job(options: Options, iops: 1000, meanNs: 3_000_000, bins: "\"1000000\" : 5")))).Cases);
        Assert.Equal(4000, run.Iops);
        Assert.Equal(1_500_000, run.MeanLatencyNs); // (3 x 1 ms + 1 x 3 ms) / 4
        Assert.Equal((4, 2), (run.IoDepth, run.Jobs)); // "04" is decimal four
        Assert.Empty(run.Read!.Percentiles);
        Assert.Equal([new LatencyBin(900000, 2), new LatencyBin(1000000, 6)], run.Read.Bins);
        Assert.Equal(1_000_000, run.Read.Percentile(50));
        Assert.Equal(0.02, run.UserCpus + run.SystemCpus, 12); // two entries of 1 %
        Assert.Equal(20_000, run.ContextSwitches);
    }

    [Fact]
    public void Clones_without_bins_have_no_percentile()
    {
        var run = FioReader.Read(Samples.File(Samples.Fio(Samples.Job(bins: ""), Samples.Job(bins: "")))).Cases[0];
        Assert.Null(run.Read!.Percentile(50));
    }

    [Fact]
    public void Fio_2_counts_in_microseconds()
    {
        const string Text = """
            {"fio version" : "fio-2.17", "global options" : {"ioengine" : "libaio", "direct" : "1"}, "jobs" : [{
              "jobname" : "j", "groupid" : 0, "error" : 0, "job options" : {"rw" : "randread", "bs" : "16k", "iodepth" : "1", "numjobs" : "2"},
              "read" : {"iops" : 8086.6, "runtime" : 10003, "slat" : {"mean" : 7.1}, "clat" : {"mean" : 238.3, "percentile" : {"50.000000" : 96, "0.00" : 0}}, "lat" : {"mean" : 245.5}},
              "usr_cpu" : 1, "sys_cpu" : 4, "ctx" : 80911}]}
            """;
        var run = FioReader.Read(Samples.File(Text)).Cases[0];
        Assert.Equal(245_500, run.MeanLatencyNs);
        Assert.Equal(96_000, run.Read!.Percentile(50));
        Assert.Single(run.Read.Percentiles); // fio 2 pads its list with "0.00"
        Assert.Equal(16384, run.ReadBlockBytes);
        Assert.True(run.Direct);
        Assert.Equal(80_890, run.Read.TotalIos); // absent: 8086.6 IOPS for 10.003 s = 80890.3
    }

    [Fact]
    public void Text_around_the_result_is_ignored()
    {
        var text = "fio: warning {not json}\nnote: both iodepth >= 1\n" + Samples.Fio(Samples.Job()) + "\nRun status group 0\n";
        Assert.Equal(1000, FioReader.Read(Samples.File(text)).Cases[0].Iops);
    }

    [Fact]
    public void Client_stats_leave_out_the_summary_of_all_clients()
    {
        var text = Samples.Fio(Samples.Job(), Samples.Job(), Samples.Job("All clients", iops: 2000)).Replace("\"jobs\"", "\"client_stats\"", StringComparison.Ordinal);
        Assert.Equal(2000, Assert.Single(FioReader.Read(Samples.File(text)).Cases).Iops);
    }

    [Fact]
    public void Jobs_of_two_groups_are_two_cases_and_of_one_group_disturb_each_other()
    {
        var apart = FioReader.Read(Samples.File(Samples.Fio(Samples.Job("a"), Samples.Job("b", group: 1)))).Cases;
        Assert.Equal(["case/a", "case/b"], apart.Select(run => run.Name));
        Assert.All(apart, run => Assert.False(run.BesideOthers));
        Assert.All(FioReader.Read(Samples.File(Samples.Fio(Samples.Job("a"), Samples.Job("b")))).Cases, run => Assert.True(run.BesideOthers));
    }

    [Theory]
    [InlineData("4096", 4096, 4096)]
    [InlineData("128k,64k", 131072, 65536)]
    [InlineData("1M", 1 << 20, 1 << 20)]
    [InlineData("16KiB", 16384, 16384)]
    public void Reads_block_sizes(string text, long read, long write)
    {
        var run = FioReader.Read(Samples.File(Samples.Fio(Samples.Job(options: $"\"rw\" : \"randread\", \"bs\" : \"{text}\"")))).Cases[0];
        Assert.Equal((read, write), (run.ReadBlockBytes, run.WriteBlockBytes));
    }

    [Fact]
    public void A_broken_file_names_every_line_and_field()
    {
        var text = Samples.Fio(Samples.Job().Replace("\"iops\" : 1000,", "", StringComparison.Ordinal).Replace("\"4k\"", "\"4q\"", StringComparison.Ordinal)
            .Replace("\"ctx\" : 10000", "\"ctx\" : -1", StringComparison.Ordinal));
        var findings = Assert.Throws<InputException>(() => FioReader.Read(Samples.File(text))).Findings;
        // Line 1 is "{", 4 the job's brace, 6 its options, 7 "read", 14 usr_cpu.
        Assert.Contains(findings, finding => finding is { File: "runs/case.json", Place: "line 6", Field: "jobs[0].job options.bs" });
        Assert.Contains(findings, finding => finding is { Place: "line 7", Field: "jobs[0].read.iops", Problem: "is missing" });
        Assert.Contains(findings, finding => finding is { Place: "line 14", Field: "jobs[0].ctx" });
    }

    [Fact]
    public void A_truncated_file_names_the_last_line()
    {
        var text = Samples.Fio(Samples.Job());
        var cut = text[..text.IndexOf("\"lat_ns\"", StringComparison.Ordinal)];
        var finding = Assert.Single(Assert.Throws<InputException>(() => FioReader.Read(Samples.File(cut))).Findings);
        Assert.Equal("line 11", finding.Place); // lat_ns stands on line 11
    }

    [Theory]
    [InlineData("# notes\n", "holds no JSON object")]
    [InlineData("{\"a\": 1}", "not from fio")]
    [InlineData("{a: b}", "is not JSON")]
    [InlineData("", "holds no JSON object")]
    public void A_foreign_file_is_skipped_with_the_reason(string text, string reason)
    {
        var file = FioReader.Read(Samples.File(text));
        Assert.Empty(file.Cases);
        Assert.Contains(reason, Assert.Single(file.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_without_options_is_skipped_because_its_depth_is_unknown()
    {
        var file = FioReader.Read(Samples.File(Samples.Fio(Samples.Job(options: ""))));
        Assert.Empty(file.Cases);
        Assert.Contains("block size and queue depth are unknown", Assert.Single(file.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_results_in_one_file_are_an_error()
    {
        var text = Samples.Fio(Samples.Job());
        Assert.Throws<InputException>(() => FioReader.Read(Samples.File(text + "\n" + text)));
    }

    [Fact]
    public void Gzip_is_read_and_damage_is_reported()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(Samples.Fio(Samples.Job())));
        var stored = memory.ToArray();
        var file = Assert.Single(TraceScan.Open("runs/case.json.gz", stored));
        Assert.Equal("case", FioReader.Read(file).Cases[0].Name);
        stored[stored.Length / 2] ^= 0xff;
        Assert.Throws<InputException>(() => TraceScan.Open("x.gz", stored));
        Assert.Throws<InputException>(() => TraceScan.Open("x.gz", stored[..20]));
    }

    [Theory]
    [InlineData("baremetal-sata-ssd-intel-s4610-hba.tar.gz", 70)]
    [InlineData("vm-virtio-blk-sweep-jsonplus.tar.gz", 16)]
    [InlineData("pkb-gcp-clat-hist.tar.gz", 2)]
    [InlineData("pkb-fio-sample.json", 0)]
    [InlineData("virtualclient-FIO_ReadWrite.json", 1)]
    public void Reads_files_of_other_people(string name, int cases)
    {
        var folder = SharedFolder();
        Assert.SkipWhen(folder is null, "data/traces/fio is not beside the repository");
        // Expected: the number of fio jobs in each archive, counted with another JSON reader; the 2.1 sample states no options.
        Assert.Equal(cases, FioReader.Read(Path.Combine(folder!, name)).Cases.Length);
    }

    private static string? SharedFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "traces", "fio");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
