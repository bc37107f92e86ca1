using CsCheck;
using Sim.Core.Time;
using Sim.Models.Workload;
using Sim.Scenarios.Fio;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class FioJobFileTests
{
    private const string Example = """
        ; as in fio's examples
        [global]
        ioengine=libaio
        direct=1
        bs=8k
        size=4g
        iodepth=16

        [reader]
        rw=randread
        numjobs=2
        rate_iops=5k

        [writer]
        rw=randrw
        rwmixread=70
        bs=8k,16k
        iodepth=1
        thinktime=250
        fsync=32
        startdelay=2
        """;

    [Fact]
    public void Options_mean_what_fio_says()
    {
        var (jobs, remarks) = FioJobFile.Parse(Example, "a.fio");
        Assert.Equal(
            [
                // 5k is 5 x 1024 with fio, rates included.
                new IoJobSpec { Name = "reader", Threads = 2, Depth = 16, Reads = 1, ReadSize = 8192, WriteSize = 8192, Rate = 5120,
                    // A file of 4 GiB for each of its two threads.
                    Addresses = new AddressSpec { Order = AddressOrder.Random, Region = 8L << 30 } },
                // thinktime counts microseconds, startdelay seconds.
                new IoJobSpec
                {
                    Name = "writer", Depth = 1, Reads = 0.7, ReadSize = 8192, WriteSize = 16384, ThinkTime = SimDuration.FromMicroseconds(250), FlushEvery = 32,
                    Delay = SimDuration.FromSeconds(2), Addresses = new AddressSpec { Order = AddressOrder.Random, Region = 4L << 30, Start = 8L << 30 },
                },
            ],
            jobs);
        Assert.Empty(remarks);
    }

    [Fact]
    public void A_synchronous_engine_has_one_request_in_flight_whatever_the_depth()
    {
        var (jobs, remarks) = FioJobFile.Parse("[a]\ndirect=1\niodepth=32\nrw=write\nsync=1", "a.fio");
        Assert.Equal(1, Assert.Single(jobs).Depth);
        Assert.Equal(1, jobs[0].FlushEvery);
        Assert.Contains("psync", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a]\ndirect=1\nrwmixraed=3", "line 3", "rwmixread")]
    [InlineData("[a]\nrw=randread", "line 1", "direct=1")]
    [InlineData("[a]\ndirect=0", "line 2", "page cache")]
    [InlineData("[a]\ndirect=1\nrw=randraed", "line 3", "did you mean 'randread'")]
    [InlineData("[a]\ndirect=1\nbs=4q", "line 3", "512 to 64m")]
    [InlineData("[a]\ndirect=1\nbs=1", "line 3", "out of range")]
    [InlineData("[a]\ndirect=1\niodepth=0\nioengine=libaio", "line 3", "1 to 65536")]
    [InlineData("[a]\ndirect=1\nioengine=libiao", "line 3", "did you mean 'libaio'")]
    [InlineData("[a]\ndirect=1\nrw=rw\nrate_iops=10,20", "line 4", "apart")]
    [InlineData("[a]\ndirect=1\nbs=${SIZE}", "line 3", "outside of the file")]
    [InlineData("rw=read", "line 1", "before the first section")]
    [InlineData("[a]\ndirect=1\n[a]\ndirect=1", "line 3", "twice")]
    [InlineData("[global]\ndirect=1", "", "no job")]
    [InlineData("[a]\ndirect=1\n[b]\ndirect=1\nstonewall", "line 5", "a.fio#NAME: a, b")]
    public void What_cannot_be_simulated_is_refused_where_it_stands(string text, string place, string words)
    {
        var findings = Assert.Throws<InputException>(() => FioJobFile.Parse(text, "a.fio")).Findings;
        Assert.Contains(findings, finding => finding.Place == place && finding.ToString().Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void One_phase_is_asked_for_by_name()
    {
        const string Phases = "[a]\ndirect=1\nrw=read\n[b]\ndirect=1\nstonewall\nrw=write";
        Assert.Equal("b", Assert.Single(FioJobFile.Parse(Phases, "a.fio", "b").Jobs).Name);
        Assert.Contains("a, b", Assert.Throws<InputException>(() => FioJobFile.Parse(Phases, "a.fio", "c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_file_stands_where_a_scenario_does_and_can_be_extended()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.fio"), Example);
            File.WriteAllText(Path.Combine(folder, "own.yaml"), "extends: a.fio\nhypervisor: {kind: esxi}\nhost: {storage: {drives: 4}}\n");
            var plain = ScenarioReader.Read(Path.Combine(folder, "a.fio")).Value;
            // 70 % written and read back is 0.7 but for the last bit.
            Assert.Equal(FioJobFile.Parse(Example, "a.fio").Jobs, plain.Vms[0].Workload.Jobs.Select(job => job with { Reads = Math.Round(job.Reads, 9) }));
            Assert.Equal(3, plain.Vms[0].Vcpus);
            var own = ScenarioReader.Read(Path.Combine(folder, "own.yaml")).Value;
            Assert.Equal(4, own.Host.Storage.Drives);
            Assert.Equal(plain.Vms[0].Workload.Jobs, own.Vms[0].Workload.Jobs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Any_mutation_is_read_or_refused()
    {
        // Random edits of a good file: never anything but jobs or findings, and findings name the file.
        var edits = Gen.Select(Gen.Int[0, Example.Length - 1], Gen.Char[' ', '~'], Gen.Int[0, 2]).Array[1, 12];
        edits.Sample(
            changes =>
            {
                var text = Example;
                foreach (var (at, letter, kind) in changes)
                {
                    var place = Math.Min(at, text.Length - 1);
                    text = kind switch { 0 => text.Insert(place, letter.ToString()), 1 => text.Remove(place, 1), _ => text[..place] + '\n' + text[place..] };
                }

                try
                {
                    Assert.NotEmpty(FioJobFile.Parse(text, "a.fio").Jobs);
                }
                catch (InputException wrong)
                {
                    Assert.All(wrong.Findings, finding => Assert.Equal("a.fio", finding.File));
                }
            },
            iter: 2000);
    }
}
