using System.IO.Compression;
using System.Text;
using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Workload;
using Sim.Scenarios.Blocks;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class BlockTraceReaderTests
{
    // Lines as the tools' documentation shows them, numbers of our own.
    private const string Mqsim = "1000 0 2048 8 1\n4000 1 512 16 0\n";
    private const string Msr = "128166372003061629,hm,1,Read,383496192,32768,413\n128166372003061729,hm,1,Write,310983680,4096,1\n";
    private const string Blkparse = """
          8,0    3        1     0.000000000   697  G   W 223490 + 8 [kjournald]
          8,0    3        2     0.000001829   697  P   R [kjournald]
          8,0    3        3     0.000002197   697  Q   W 223490 + 8 [kjournald]
          8,0    1        4     0.000102197   697  Q  RS 96 + 64 [dd]
          8,0    1        5     0.000202197   697  Q FWS [sync]
          8,0    1        6     0.000302197   697  Q   D 96 + 64 [fstrim]
        CPU0 (8,0):
         Reads Queued:           0,        0KiB
        """;

    [Fact]
    public void Three_forms_are_told_apart_and_mean_what_their_tools_say()
    {
        // Sectors of 512 bytes, nanoseconds; type 1 reads.
        Assert.Equal([Request(0, IoOperation.Read, 4096, 2048 * 512), Request(3000, IoOperation.Write, 8192, 512 * 512)], Parse(Mqsim).Requests);
        // 100 ns.
        Assert.Equal([Request(0, IoOperation.Read, 32768, 383496192), Request(10_000, IoOperation.Write, 4096, 310983680)], Parse(Msr).Requests);
        // Only what was queued, no plug, no discard, up to the summary; a flush without data.
        Assert.Equal([Request(0, IoOperation.Write, 4096, 223490 * 512), Request(100_000, IoOperation.Read, 32768, 96 * 512), Request(200_000, IoOperation.Flush, 0, IoCommand.Anywhere)], Parse(Blkparse).Requests);
    }

    [Fact]
    public void Lines_out_of_order_are_put_into_it_and_those_of_one_instant_keep_theirs()
    {
        var sizes = Parse("500 0 0 1 1\n200 0 0 2 1\n500 0 0 3 1\n").Requests.Select(request => request.Bytes / 512);
        Assert.Equal([2, 1, 3], sizes);
    }

    [Theory]
    [InlineData("hello\n", "line 1", "none of the forms")]
    [InlineData("1000 0 2048 8 1\n1000 0 2048 8 2\n", "line 2", "MQSim")]
    [InlineData("1000 0 2048 8 1\n1000 0 2048 999999 1\n", "line 2", "64 MiB")]
    [InlineData("", "", "no read, write or flush")]
    [InlineData("0 0 0 1 1\n9000000000000000 0 0 1 1\n", "", "lasts 9000000 s")]
    public void What_cannot_be_read_is_refused_with_its_line(string text, string place, string words)
    {
        var finding = Assert.Single(Assert.Throws<InputException>(() => Parse(text)).Findings);
        Assert.Equal(place, finding.Place);
        Assert.Contains(words, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_trace_is_replayed_from_beside_its_scenario()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using (var packed = new GZipStream(File.Create(Path.Combine(folder, "t.trace.gz")), CompressionLevel.Fastest)) packed.Write(Encoding.ASCII.GetBytes(Mqsim));
            var read = Read("replay: {file: t.trace.gz, repeat: true}");
            Assert.Equal(2, read.Value.Vms[0].Workload.Trace!.Requests.Length);
            Assert.Equal([Path.Combine(folder, "s.yaml"), Path.Combine(folder, "t.trace.gz")], read.Files);

            // 3 us of trace for a second of simulation.
            Assert.Contains("lasts 3 us", Assert.Throws<InputException>(() => Read("replay: {file: t.trace.gz}")).Message, StringComparison.Ordinal);
            Assert.Contains("did you mean 't.trace.gz'", Assert.Throws<InputException>(() => Read("replay: {file: t.tarce.gz}")).Message, StringComparison.Ordinal);
            Assert.Contains("is missing for disk-trace", Assert.Throws<InputException>(() => Read("timeout: 1 s")).Message, StringComparison.Ordinal);
            Assert.Contains("is not used by disk-trace", Assert.Throws<InputException>(() => Read("replay: {file: t.trace.gz, repeat: true}, users: 3")).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Binding.BoundDocument<Models.Scenarios.Scenario> Read(string workload)
        {
            var path = Path.Combine(folder, "s.yaml");
            File.WriteAllText(path, $$$"""
                name: replay
                host: {cpu: {sockets: 1, coresPerSocket: 4}, memory: {size: 64 GiB}}
                vms: [{name: vm, vcpus: 2, memory: 4 GiB, workload: {template: disk-trace, {{{workload}}}}}]
                """);
            return ScenarioReader.Read(path);
        }
    }

    [Fact]
    public void Any_mutation_is_read_or_refused()
    {
        var bytes = Gen.Select(Gen.OneOf(Gen.Const(Mqsim), Gen.Const(Msr), Gen.Const(Blkparse)), Gen.Select(Gen.Int[0, 300], Gen.Byte).Array[1, 8]);
        bytes.Sample(
            (text, edits) =>
            {
                var content = Encoding.Latin1.GetBytes(text);
                foreach (var (at, value) in edits) content[at % content.Length] = value;
                try
                {
                    using var stream = new MemoryStream(content);
                    var trace = BlockTraceReader.Parse(stream, "a.trace");
                    Assert.NotEmpty(trace.Requests);
                    Assert.All(trace.Requests, request => Assert.True(request.At >= SimDuration.Zero && (request.Bytes > 0) == (request.Operation != IoOperation.Flush)));
                }
                catch (InputException wrong)
                {
                    Assert.All(wrong.Findings, finding => Assert.Equal("a.trace", finding.File));
                }
            },
            iter: 20_000);
    }

    private static BlockTrace Parse(string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(text));
        return BlockTraceReader.Parse(stream, "a.trace");
    }

    private static BlockRequest Request(double nanoseconds, IoOperation operation, int bytes, long offset) =>
        new(SimDuration.FromNanoseconds(nanoseconds), operation, bytes, offset);
}
