using System.Text;
using CsCheck;
using Sim.Calibration.Cpu;
using Sim.Calibration.Services;
using Sim.Calibration.Traces;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Services;

public sealed class ServiceCaseReaderTests
{
    private const string Run = "{ requests: 100, throughput_per_s: 12.5, mean_us: 1000, p50_us: 900, p90_us: 1500.5, p95_us: 1600, p99_us: 1700, p999_us: 1900, errors: 0, server_cpu_s: 0.05 }";
    private const string Cases = $$"""
        seconds: 8
        cases:
          - name: one
            neighbours: ['always-busy', 'poisson 50/s exponential 2 ms']
            services:
              - service: nginx
                clients: 4
                runs:
                  - {{Run}}
        """;

    [Fact]
    public void Own_measurements_are_read_whole()
    {
        var schedule = MeasuredServices.Directory.Schedule;
        Assert.Equal(14, schedule.Cases.Length);
        Assert.Equal(8, schedule.Seconds);
        Assert.True(MeasuredServices.Directory.IsHostAssumed);
        Assert.Equal(["web-web1", "ro-ro1", "rw-rw1"], schedule.Cases.Where(one => one.IsAlone).Select(one => one.Name));
        Assert.Equal(["nginx", "mariadb read-write"], MeasuredServices.Case("mixed-web2-rw2").Services.Select(load => load.Service));
        // The first line of runs in the file.
        Assert.Equal(
            new ServiceRun
            {
                Requests = 7213, Throughput = 900.87, MeanMicroseconds = 1110.007, P50Microseconds = 1083, P90Microseconds = 1159, P95Microseconds = 1317,
                P99Microseconds = 1475, P999Microseconds = 3022, Errors = 0, ServerCpuSeconds = 7.56,
            },
            schedule.Cases[0].Services[0].Runs[0]);
    }

    [Theory]
    [InlineData("neighbours: ['always-busy'", "neighbours: ['alwys-busy'", "line 4", "cases[0].neighbours[0]", "'alwys' is unknown", "poisson 50/s exponential 2 ms")]
    [InlineData("poisson 50/s", "poison 50/s", "line 4", "cases[0].neighbours[1]", "'poison' is unknown", "did you mean 'poisson'")]
    [InlineData("poisson 50/s", "poisson 50", "line 4", "cases[0].neighbours[1]", "50 has no unit")]
    [InlineData("50/s", "0/s", "line 4", "cases[0].neighbours[1]", "not above 0")]
    [InlineData("service: nginx", "service: ngnix", "line 6", "cases[0].services[0].service", "did you mean 'nginx'", "mariadb read-only")]
    [InlineData("clients: 4", "clients: 0", "line 7", "cases[0].services[0].clients", "out of range", "1 to 4096")]
    [InlineData("clients: 4", "cleints: 4", "line 7", "did you mean 'clients'")]
    [InlineData("mean_us: 1000", "mean_us: fast", "line 9", "cases[0].services[0].runs[0].mean_us")]
    [InlineData("mean_us: 1000", "mena_us: 1000", "line 9", "did you mean 'mean_us'")]
    [InlineData("p90_us: 1500.5", "p90_us: 1500000", "line 9", "the percentiles do not rise", "p50_us <= p90_us")]
    [InlineData("server_cpu_s: 0.05", "server_cpu_s: 0", "line 9", "cases[0].services[0].runs[0].server_cpu_s", "out of range")]
    [InlineData("server_cpu_s: 0.05", "server_cpu_s: 50", "line 9", "cases[0].services[0].runs[0].server_cpu_s: 50 s are more than the machine has", "up to 16 s")]
    [InlineData("requests: 100", "requests: 0", "line 9", "cases[0].services[0].runs[0].requests", "out of range")]
    [InlineData("seconds: 8", "seconds: -8", "line 1", "seconds", "out of range")]
    [InlineData("services:", "servces:", "line 5", "did you mean 'services'")]
    public void What_is_wrong_is_named_with_its_place(string right, string wrong, params string[] said)
    {
        Assert.Contains(right, Cases, StringComparison.Ordinal);
        var file = Samples.File(Cases.Replace(right, wrong, StringComparison.Ordinal), "apps/cases.yaml");
        var message = Assert.Throws<InputException>(() => ServiceCaseReader.Read([file])).Message;
        Assert.All(said, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.StartsWith("apps/cases.yaml, line ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("poisson 50/s exponential 2 ms")]
    [InlineData("open 50/s, exponential mean 2ms")]
    [InlineData("open-poisson-50/s-exp-2ms")]
    [InlineData("interactive")]
    [InlineData("2000 us exponential at 50 /s")]
    public void An_open_neighbour_may_be_named_in_any_order_and_what_it_leaves_out_is_as_measured(string words)
    {
        var read = Assert.Single(ServiceCaseReader.Read([Samples.File(Cases.Replace("poisson 50/s exponential 2 ms", words, StringComparison.Ordinal), "apps/cases.yaml")]));
        // All of them are 50 requests a second of 2 ms: the same neighbour, so the same replay.
        var demand = new ServiceDemand("nginx", Sim.Core.Time.SimDuration.FromMilliseconds(1), new DemandLaw(0, 0), Sim.Core.Time.SimDuration.Zero, Sim.Core.Time.SimDuration.Zero, new DemandLaw(0, 0));
        var machine = new ServiceMachine(new CpuMachine(), Sim.Core.Time.SimDuration.Zero);
        var usual = Assert.Single(ServiceCaseReader.Read([Samples.File(Cases, "apps/cases.yaml")]));
        Assert.Equal(
            ServiceReplay.Run(usual.Schedule with { Seconds = 0.2 }, usual.Schedule.Cases[0], [demand], machine, 0).AsEnumerable(),
            ServiceReplay.Run(read.Schedule with { Seconds = 0.2 }, read.Schedule.Cases[0], [demand], machine, 0).AsEnumerable());
    }

    [Fact]
    public void Each_reader_takes_its_own_lists()
    {
        var sched = TraceScan.Files([Cpu.Measured.Folder]);
        Assert.Empty(ServiceCaseReader.Read(sched));
        Assert.Empty(CpuCaseReader.Read(TraceScan.Files([MeasuredServices.Folder])));
        // With a machine the list names a scheduler, and is one of services all the same.
        var named = Samples.File("host: { cpus: 2, kernel: '6.18', scheduler: eevdf, hz: 250 }\n" + Cases, "apps/cases.yaml");
        Assert.False(Assert.Single(ServiceCaseReader.Read([named])).IsHostAssumed);
        Assert.Empty(CpuCaseReader.Read([named]));
    }

    [Fact]
    public void Garbage_is_read_or_refused_but_never_crashes()
    {
        var seed = Encoding.UTF8.GetBytes(Cases);
        string[] splices = ["null", "-1", "1e999", "''", "[]", "{}", "nan", "- ", "\n", ":", "&a", "*a", "!!int", "\t", "|", "99999999999999999999", "poisson", "1e-400/s"];
        var mutation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, seed.Length - 1], Gen.Int[0, 40], Gen.Byte, Gen.Int[0, splices.Length - 1]);
        mutation.Array[1, 3].Sample(
            steps =>
            {
                var bytes = seed.ToList();
                foreach (var (kind, at, length, value, splice) in steps)
                {
                    var place = Math.Min(at, bytes.Count - 1);
                    if (place < 0) break;
                    if (kind == 0) bytes[place] = value;
                    else bytes.RemoveRange(place, Math.Min(length, bytes.Count - place));
                    if (kind == 2) bytes.InsertRange(Math.Min(place, bytes.Count), Encoding.UTF8.GetBytes(splices[splice]));
                }

                try
                {
                    var read = ServiceCaseReader.Read([new TraceFile("apps/cases.yaml", "apps", "0", [.. bytes])]);
                    foreach (var load in read.SelectMany(directory => directory.Schedule.Cases).SelectMany(one => one.Services))
                    {
                        Assert.True(load.CpuPerRequest > 0 && double.IsFinite(load.CpuPerRequest));
                        Assert.True(load.Over(run => run.MeanMicroseconds).Mean > 0);
                    }
                }
                catch (InputException refused)
                {
                    Assert.All(refused.Findings, finding => Assert.Equal("apps/cases.yaml", finding.File));
                }
            },
            iter: 3000, threads: 1);
    }
}
