using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Sim.Estate.Quality;
using Sim.Estate.Series;
using Sim.Scenarios.Input;

namespace Sim.Estate.Tests.Series;

public sealed class UtilisationReaderTests : IDisposable
{
    private const string BitbrainsHeader =
        "Timestamp [ms];\tCPU cores;\tCPU capacity provisioned [MHZ];\tCPU usage [MHZ];\tCPU usage [%];\tMemory capacity provisioned [KB];\t"
        + "Memory usage [KB];\tDisk read throughput [KB/s];\tDisk write throughput [KB/s];\tNetwork received throughput [KB/s];\tNetwork transmitted throughput [KB/s]\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bitbrains_times_are_seconds_whatever_the_header_says()
    {
        var series = One(_folder.Write("web01.csv", BitbrainsHeader + Row(1376314846, 10) + Row(1376315146, 20) + Row(1376315446, 30)));
        Assert.Equal(("web01", TimeSpan.FromSeconds(300), new DateTime(2013, 8, 12, 13, 40, 46, DateTimeKind.Utc)), (series.Name, series.Step, series.Start));
        Assert.Equal([0.1, 0.2, 0.3], series.Samples);
        // 2048 KB used = 2 MiB; (100 + 25) KB/s x 8 bit / 1000 = 1 Mbit/s.
        Assert.Equal([2.0, 2.0, 2.0], series.MemoryMiB);
        Assert.Equal([1.0, 1.0, 1.0], series.NetworkMbitPerSecond);
    }

    [Fact]
    public void Real_milliseconds_would_also_be_understood()
    {
        var series = One(_folder.Write("vm.csv", BitbrainsHeader + Row(1376314846000, 10) + Row(1376315146000, 20)));
        Assert.Equal((TimeSpan.FromSeconds(300), 2013), (series.Step, series.Start!.Value.Year));
    }

    [Fact]
    public void Gaps_stay_gaps_repeats_are_averaged_and_jitter_is_absorbed()
    {
        // Slots of 300 s from 0: 0 (twice: 10 and 30), 301 -> slot 1, slot 2 is missing, 899 -> slot 3, 1200 -> slot 4.
        const long t = 1376314800;
        var set = UtilisationReader.Read(_folder.Write("vm.csv",
            BitbrainsHeader + Row(t, 10) + Row(t, 30) + Row(t + 301, 40) + Row(t + 899, 50) + Row(t + 1200, 60) + Row(t + 1500, 70)));
        var series = Assert.Single(set.Series);
        Assert.Equal([0.2, 0.4, double.NaN, 0.5, 0.6, 0.7], series.Samples);
        Assert.Equal(1, series.Missing);
        Assert.Equal(1, set.Quality.CountOf(QualitySections.Series, "missing samples"));
        Assert.Equal(1, set.Quality.CountOf(QualitySections.Series, "repeated samples"));
    }

    [Fact]
    public void Memory_of_a_vm_without_provisioned_memory_is_missing()
    {
        var set = UtilisationReader.Read(_folder.Write("vm.csv", BitbrainsHeader + Row(1376314846, 10, provisioned: 0) + Row(1376315146, 20, provisioned: 0)));
        Assert.Empty(set.Series[0].MemoryMiB);
        Assert.Equal(2, set.Quality.CountOf(QualitySections.Series, "samples with 0 provisioned memory"));
    }

    [Fact]
    public void Planetlab_is_288_percents_and_starts_at_midnight()
    {
        var series = One(_folder.Write("vm7", string.Join('\n', Enumerable.Range(0, 288).Select(i => i / 12)) + "\n"));
        Assert.Equal(("vm7", 288, TimeSpan.FromMinutes(5), null), (series.Name, series.Samples.Length, series.Step, series.Start));
        // Hour h holds the percent h, so the last hour is the busiest and hour 7 has mean 7 %.
        Assert.Equal(23, series.PeakHour());
        Assert.Equal(0.07, series.MeanByHour()[7], 12);
    }

    [Fact]
    public void Gzip_and_tar_gz_and_directories_are_opened()
    {
        var day = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Repeat("5", 288)));
        Assert.Equal("vm1", One(_folder.Write("vm1.gz", Gzip(day))).Name);

        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "20110303/"));
            foreach (var name in new[] { "20110303/b", "20110303/a" })
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(day) });
        }

        Assert.Equal(["b", "a"], UtilisationReader.Read(_folder.Write("day.tar.gz", Gzip(archive.ToArray()))).Series.Select(series => series.Name));
        Directory.CreateDirectory(_folder.File("all"));
        File.WriteAllBytes(_folder.File("all/y"), day);
        File.WriteAllBytes(_folder.File("all/x"), day);
        Assert.Equal(["x", "y"], UtilisationReader.Read(_folder.File("all")).Series.Select(series => series.Name));
    }

    [Fact]
    public void Plain_csv_holds_many_vms_in_any_order_and_quoted_names()
    {
        var set = UtilisationReader.Read(_folder.Write("all.csv",
            "vm,timestamp,cpu_percent,memory_mib\n\"a, b\",2026-11-22T00:00:00Z,10,100\nc,2026-11-22T00:00:00Z,50,\n"
            + "c,2026-11-22T01:00:00+01:00,70,\n\"a, b\",2026-11-22T00:05:00Z,20,200\nc,1795305900,90,\n\"a, b\",2026-11-22 00:10:00,,300\n"));
        Assert.Equal(["a, b", "c"], set.Series.Select(series => series.Name));
        Assert.Equal([0.1, 0.2], set.Series[0].Samples);
        Assert.Equal([100.0, 200.0], set.Series[0].MemoryMiB);
        // 01:00+01:00 is midnight UTC again: averaged with 50; 1795305900 is 2026-11-22T00:05:00Z (20,779 days + 300 s).
        Assert.Equal([0.6, 0.9], set.Series[1].Samples);
        Assert.Empty(set.Series[1].MemoryMiB);
        Assert.Equal(1, set.Quality.CountOf(QualitySections.Series, "samples with an empty cpu_percent"));
    }

    [Theory]
    [InlineData("vm,timestmp,cpu_percent\na,1,2\n", "t.csv, line 1: timestmp: is not a known column", "did you mean 'timestamp'?")]
    [InlineData("vm,timestamp,cpu_percent\na,0,5\na,300,-1\n", "t.csv, line 3: cpu_percent: '-1' is not a number in range; allowed: 0 to 200", "")]
    [InlineData("vm,timestamp,cpu_percent\na,yesterday,5\n", "line 2: timestamp: 'yesterday' is not a time", "ISO 8601")]
    [InlineData("vm,timestamp,cpu_percent\n", "has a header but no sample", "")]
    [InlineData("vm,timestamp,cpu_percent\na,0,5\n", "a: has samples at 1 point in time; allowed: two or more times", "")]
    [InlineData("hello\nworld\n", "line 1: 'hello' starts no known format", "PlanetLab")]
    [InlineData("5\n6\n7\n", "line 3: the file ends after 3 values; allowed: 288", "")]
    [InlineData("5\n6x\n", "line 2: cpu: '6x' is not a whole percent; allowed: 0 to 100", "")]
    [InlineData("\n \n", "t.csv: is empty", "")]
    [InlineData("Timestamp [ms];\tCPU usage [MHZ]\n1;\t2\n", "line 1: CPU usage [%]: no such column", "")]
    [InlineData("Timestamp [ms];\tCPU usage [%]\n1;\t2;\t3\n", "line 2: has 3 fields; allowed: 2, as the header", "")]
    [InlineData("Timestamp [ms];\tCPU usage [%]\n1;\tx\n", "line 2: CPU usage [%]: 'x' is not a number in range", "")]
    public void Errors_name_file_line_field_value_and_range(string text, string expected, string also)
    {
        var failure = Assert.Throws<InputException>(() => UtilisationReader.Read(_folder.Write("t.csv", text)));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(also, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_broken_archives_are_named()
    {
        _folder.Write("trace.csv", "1");
        Assert.Contains("did you mean 'trace.csv'?", Assert.Throws<InputException>(() => UtilisationReader.Read(_folder.File("trase.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a damaged archive", Assert.Throws<InputException>(() => UtilisationReader.Read(_folder.Write("x.gz", Gzip(new byte[5000])[..12]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_gives_a_message_or_a_series()
    {
        var sound = Encoding.ASCII.GetBytes(BitbrainsHeader + Row(1376314846, 10) + Row(1376315146, 20));
        var plain = Encoding.ASCII.GetBytes("vm,timestamp,cpu_percent\n\"a\",0,5\na,300,6\n");
        var zipped = Gzip(plain);
        Gen.Select(Choice.Of(sound, plain, zipped), Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[1, 6]).Sample((bytes, changes) =>
        {
            var mutated = (byte[])bytes.Clone();
            foreach (var (place, value) in changes) mutated[place % mutated.Length] = value;
            try
            {
                Assert.All(UtilisationReader.Read(_folder.Write("fuzz", mutated)).Series, series => Assert.True(series.Step > TimeSpan.Zero && series.Samples.Length > 1));
            }
            catch (InputException failure)
            {
                Assert.NotEmpty(failure.Findings);
            }
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Real_bitbrains_vm_is_read_whole()
    {
        var path = RepositoryFiles.Shared("samples/bitbrains/gwa-t-12-one-vm-first-2000-rows.csv");
        var set = UtilisationReader.Read(path);
        var series = Assert.Single(set.Series);
        var percents = File.ReadLines(path).Skip(1).Where(line => line.Length > 0)
            .Select(line => double.Parse(line.Split(';')[4], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(TimeSpan.FromSeconds(300), series.Step);
        var missing = (int)set.Quality.CountOf(QualitySections.Series, "missing samples");
        var repeated = (int)set.Quality.CountOf(QualitySections.Series, "repeated samples");
        Assert.Equal(percents.Count, series.Samples.Length - missing + repeated);
        // Repeats are averaged, so the means differ only by the few of them: well below 1 % of the mean.
        var mean = series.Samples.Where(value => !double.IsNaN(value)).Average();
        Assert.InRange(mean, percents.Average() / 100 * 0.99, percents.Average() / 100 * 1.01);
    }

    [Fact]
    public void Real_gzipped_bitbrains_and_planetlab_archive_are_read_whole()
    {
        Assert.Equal(TimeSpan.FromSeconds(300), One(RepositoryFiles.Shared("traces/vm-util/bitbrains-vm1-first20d.csv.gz")).Step);
        var set = UtilisationReader.Read(RepositoryFiles.Shared("traces/vm-util/planetlab-20110303.tar.gz"));
        Assert.Equal(1052, set.Series.Length);
        Assert.All(set.Series, series => Assert.Equal(288, series.Samples.Length));
    }

    private static string Row(long time, double percent, int provisioned = 4096) =>
        FormattableString.Invariant($"{time};\t1;\t2600;\t26;\t{percent};\t{provisioned};\t2048;\t0;\t0;\t100;\t25\n");

    private static UtilisationSeries One(string path) => Assert.Single(UtilisationReader.Read(path).Series);

    private static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }
}
