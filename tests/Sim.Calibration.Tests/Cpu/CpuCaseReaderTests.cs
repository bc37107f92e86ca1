using Sim.Calibration.Cpu;
using Sim.Calibration.Traces;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Cpu;

public sealed class CpuCaseReaderTests
{
    private const string Header = "run,group,others_cpu_s,steal_s,thread,requests,mean_ns,p50_ns,p90_ns,p95_ns,p99_ns,p999_ns,max_ns,cpu_s,wait_s,slices";
    private const string Row = "0,0,0.0,0.0,0,100,1000,900,1500,1600,1700,1800,1900,0.1,0.01,120";
    private const string Cases = """
        host: { cpus: 2, kernel: '6.18', scheduler: eevdf, hz: 250, cfs_period: 100 ms }
        seconds: 8
        cases:
          - name: one
            seeds: [17]
            cpus: [1]
            runs: 1
            measured: one.csv
            groups:
              - { threads: 1, cgroup: one each, weight: 1024, quota: none, arrivals: poisson, rate: 100/s, demand: constant, mean: 500 us }
        """;

    [Fact]
    public void Own_measurements_are_read_whole()
    {
        var schedule = Measured.Directory.Schedule;
        Assert.Equal(18, schedule.Cases.Length);
        Assert.Equal(19, Measured.Directory.Files.Length);
        Assert.Equal(250, schedule.Host.Hz);
        Assert.All(schedule.Cases.Zip(Measured.Directory.Measured), pair => Assert.Equal(pair.First.Runs * pair.First.Threads, pair.Second.Length));
        // The second line of the file: run 0 of solo-det500us.
        Assert.Equal(new CpuThreadRun(0, 0, 0, 799, 627241, 603566, 652390, 1087423, 0.447522), Measured.Directory.Measured[Measured.IndexOf("solo-det500us")][0]);
        Assert.Equal(50, schedule.Cases[Measured.IndexOf("quota50-busy")].Groups[0].QuotaTime!.Value.Milliseconds);
    }

    [Theory]
    [InlineData("scheduler: eevdf", "scheduler: eevd", "cases.yaml, line 1, column", "host.scheduler", "did you mean 'eevdf'")]
    [InlineData("threads: 1", "thraeds: 1", "line 10", "did you mean 'threads'", "cases[0].groups[0]")]
    [InlineData("cgroup: one each", "cgroup: one eahc", "line 10", "cases[0].groups[0].cgroup", "did you mean 'one each'")]
    [InlineData("quota: none", "quota: 50", "cases[0].groups[0].quota", "'50' is not a quota", "50000 us")]
    [InlineData("seeds: [17]", "seeds: [17, 18]", "line 5", "2 seeds for 1 runs", "one seed a run")]
    [InlineData("cpus: [1]", "cpus: [2]", "line 6", "[2] does not name CPUs of a machine with 2", "0 to 1")]
    [InlineData("measured: one.csv", "measured: onee.csv", "cases[0].measured", "'onee.csv' is not beside this file", "did you mean 'one.csv'")]
    [InlineData("measured: one.csv", "measured: two.csv", "cases.yaml, line 8, column", "allowed: a CSV in the same folder")]
    [InlineData("kernel: '6.18'", "kernel: '5.4'", "cases.yaml, line 1, column", "host.kernel: '5.4' schedules with CFS", "allowed: 6.6 or later")]
    [InlineData("mean: 500 us", "mean: 500", "line 10", "cases[0].groups[0].mean", "has no unit")]
    [InlineData("rate: 100/s, ", "", "line 10", "cases[0].groups[0].rate", "is missing")]
    public void What_is_wrong_with_the_list_is_named_with_its_place(string right, string wrong, params string[] said)
    {
        Assert.Contains(right, Cases, StringComparison.Ordinal);
        var message = Broken(Cases.Replace(right, wrong, StringComparison.Ordinal), Header + "\n" + Row + "\n");
        Assert.All(said, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cpu_s", "cpu", "one.csv, line 1", "cpu_s: column is missing", "did you mean 'cpu'")]
    [InlineData("0.0,0,100", "0.0,0,1e2.5", "one.csv, line 2", "requests", "'1e2.5' is not a whole number")]
    [InlineData("0.0,0,100", "0.0,0,-1", "one.csv, line 2", "requests", "'-1'")]
    [InlineData("0.0,0,100", "0.0,1,100", "one.csv, line 2", "thread: 1 is out of range", "0 to 0")]
    [InlineData("0,0,0.0,0.0,0,100", "0,0,0.0,some,0,100", "one.csv, line 2", "steal_s: 'some' is not a number", "")]
    [InlineData("1700,", "", "one.csv, line 2", "has 15 cells", "16, as the first line")]
    [InlineData(Row, "", "one.csv", "has 0 rows", "each of 1 threads in 1 runs")]
    [InlineData(Row, Row + "\n" + Row, "one.csv, line 3", "thread: run 0 has thread 0 twice", "")]
    public void What_is_wrong_with_a_CSV_is_named_with_line_and_field(string right, string wrong, params string[] said)
    {
        var csv = Header + "\n" + Row + "\n";
        Assert.Contains(right, csv, StringComparison.Ordinal);
        var message = Broken(Cases, csv.Replace(right, wrong, StringComparison.Ordinal));
        Assert.All(said, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_without_cases_is_refused_with_its_place()
    {
        var message = Broken(Cases[..Cases.IndexOf("cases:", StringComparison.Ordinal)] + "cases: []\n", Header + "\n" + Row + "\n");
        Assert.Contains("cases.yaml, line 3", message, StringComparison.Ordinal);
        Assert.Contains("cases: is empty; allowed: one case or more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_order_marks_as_Windows_editors_write_them_are_no_part_of_the_text()
    {
        TraceFile[] files = [Samples.File("\uFEFF" + Cases, "sched/cases.yaml"), Samples.File("\uFEFF" + Header + "\r\n" + Row + "\r\n", "sched/one.csv")];
        Assert.Equal(100, Assert.Single(Assert.Single(Assert.Single(CpuCaseReader.Read([.. files])).Measured)).Requests);
    }

    [Fact]
    public void A_CSV_that_is_there_plain_and_packed_is_read_once()
    {
        TraceFile[] files = [Samples.File(Cases, "sched/cases.yaml"), Samples.File(Header + "\n" + Row + "\n", "sched/one.csv"), Samples.File(Header + "\n" + Row + "\n", "sched/one.csv.gz")];
        Assert.Single(Assert.Single(CpuCaseReader.Read([.. files])).Measured);
    }

    [Fact]
    public void Lists_of_other_measurements_are_left_alone() => Assert.Empty(CpuCaseReader.Read([Samples.File("seconds: 8\ncases: []\n", "apps/cases.yaml")]));

    // 8 s of one CPU; 2 % of them are 0.16 s. Others' time below 0 is the difference of two clocks and counts as none.
    [Theory]
    [InlineData("0.05", "0.12", "in 1 of 1 runs: 0 (2.1 %)")]
    [InlineData("0.04", "0.12", null)]
    [InlineData("-0.30", "0.40", "in 1 of 1 runs: 0 (5 %)")]
    [InlineData("-0.30", "0.10", null)]
    public void A_run_that_others_disturbed_is_told(string others, string steal, string? told)
    {
        TraceFile[] files = [Samples.File(Cases, "sched/cases.yaml"), Samples.File($"{Header}\n{Row.Replace("0,0,0.0,0.0,", $"0,0,{others},{steal},", StringComparison.Ordinal)}\n", "sched/one.csv")];
        var text = DisturbedRuns.Of(Assert.Single(CpuCaseReader.Read([.. files]))).Select(run => run.Text).SingleOrDefault();
        if (told is null) Assert.Null(text);
        else Assert.Contains(told, text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_run_of_the_own_measurements_was_disturbed() => Assert.Empty(DisturbedRuns.Of(Measured.Directory));

    private static string Broken(string cases, string csv)
    {
        TraceFile[] files = [Samples.File(cases, "sched/cases.yaml"), Samples.File(csv, "sched/one.csv")];
        return Assert.Throws<InputException>(() => CpuCaseReader.Read([.. files])).Message;
    }
}
