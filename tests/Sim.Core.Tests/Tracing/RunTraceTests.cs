using System.Text;
using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Testing.Tracing;

namespace Sim.Core.Tests.Tracing;

/// <summary>The recorder alone: exact text, exact times, whole files.</summary>
public sealed class RunTraceTests
{
    [Fact]
    public void Times_are_microseconds_with_every_picosecond()
    {
        var text = Write(new TraceSelection(), trace =>
        {
            var thread = trace.Thread(trace.Process("vm \"1\""), "vm1/vcpu0", "pcpu");
            var running = trace.Name("running");
            trace.Enter(thread, running, new SimTime(1), 3);
            trace.Enter(thread, 0, new SimTime(1_000_000));
            trace.Enter(thread, running, new SimTime(1_500_000), 0);
            // 106 days, the last picosecond that a time can hold.
            trace.Enter(thread, 0, new SimTime(9_223_372_036_854_775_807));
        });
        Assert.Equal(
            """
            {"displayTimeUnit":"ns","traceEvents":[
            {"ph":"M","name":"process_name","pid":1,"args":{"name":"vm \u00221\u0022"}},
            {"ph":"M","name":"process_sort_index","pid":1,"args":{"sort_index":1}},
            {"ph":"M","name":"thread_name","pid":1,"tid":100000,"args":{"name":"vm1/vcpu0"}},
            {"ph":"M","name":"thread_sort_index","pid":1,"tid":100000,"args":{"sort_index":0}},
            {"ph":"B","name":"running","pid":1,"tid":100000,"ts":0.000001,"args":{"pcpu":3}},
            {"ph":"E","pid":1,"tid":100000,"ts":1},
            {"ph":"B","name":"running","pid":1,"tid":100000,"ts":1.5,"args":{"pcpu":0}},
            {"ph":"E","pid":1,"tid":100000,"ts":9223372036854.775807}
            ],"otherData":{"run":"a","timeUnit":"us, simulated"}}

            """,
            text);
    }

    [Fact]
    public void Operations_that_overlap_keep_their_ids_when_numbers_are_used_again()
    {
        var text = Write(new TraceSelection { To = new SimTime(100) }, trace =>
        {
            var process = trace.Process("disk");
            var commands = trace.Operations(process, "disk", "io", new TraceKeys("bytes", Parent: "for"));
            var (read, wait, work) = (trace.Name("read"), trace.Name("wait"), trace.Name("work"));
            commands.Begin(7, read, new SimTime(10), value: 512);
            var first = commands.IdOf(7);
            commands.Begin(8, read, new SimTime(20), value: 1024, parent: first);
            commands.Stage(7, wait, new SimTime(20));
            commands.Stage(7, work, new SimTime(30));
            commands.End(7, new SimTime(40));
            commands.Begin(7, read, new SimTime(50), value: 4096);
            commands.End(9, new SimTime(50)); // never began, e.g. before the trace was attached
        });
        var read = TraceReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal(
            [("0x1", 10L, 40L, "512"), ("0x2", 20L, 100L, "1024"), ("0x3", 50L, 100L, "4096")],
            read.Operations.OrderBy(operation => operation.Id, StringComparer.Ordinal).Select(operation => (operation.Id, operation.Whole.From, operation.Whole.To, operation.Whole.Numbers["bytes"])));
        var whole = read.Operations.Single(operation => operation.Id == "0x1");
        Assert.Equal([("wait", 20L, 30L), ("work", 30L, 40L)], whole.Stages.Select(stage => (stage.Name, stage.From, stage.To)));
        Assert.Equal("0x1", read.Operations.Single(operation => operation.Id == "0x2").Whole.Numbers["for"]);
        Assert.False(whole.Whole.Numbers.ContainsKey("for"));
    }

    [Fact]
    public void A_counter_begins_with_the_value_it_has_when_the_window_opens()
    {
        var text = Write(new TraceSelection { From = new SimTime(100), To = new SimTime(200) }, trace =>
        {
            var process = trace.Process("disk");
            var depth = trace.Counter(process, "disk", "depth", "commands");
            var silent = trace.Counter(process, "disk", "silent", "commands");
            trace.Count(depth, 1, new SimTime(10));
            trace.Count(depth, 2, new SimTime(20));
            trace.Count(depth, 3, new SimTime(150));
            trace.Count(depth, 4, new SimTime(200)); // the window's end is outside
            trace.Count(silent, 5, new SimTime(300));
        });
        var read = TraceReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal([(100L, 2L), (150L, 3L)], read.Counters["disk: depth"]);
        Assert.Single(read.Counters);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(40_000)]
    [InlineData(400_000)]
    public void The_size_limit_is_never_exceeded(int limit)
    {
        // As many open states and operations as fit, each of which must still be closed.
        var text = Write(new TraceSelection { MostBytes = limit }, trace =>
        {
            var process = trace.Process("host");
            var commands = trace.Operations(process, "disk", "io", new TraceKeys());
            var (name, stage) = (trace.Name(new string('n', 100)), trace.Name("stage"));
            for (var i = 0; i < 20_000; i++)
            {
                commands.Begin(i, name, new SimTime(i));
                commands.Stage(i, stage, new SimTime(i));
            }
        });
        Assert.True(text.Length <= limit, $"{text.Length} bytes");
        var read = TraceReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.True(read.Facts.ContainsKey("cutAt"));
        if (limit > 4_000) Assert.NotEmpty(read.Operations);
    }

    [Theory]
    [InlineData("web3/*", "web3/vcpu0", true)]
    [InlineData("web3/*", "web30/vcpu0", false)]
    [InlineData("web3", "web3/vcpu0", true)]
    [InlineData("web3", "web30/vcpu0", false)]
    [InlineData("web?/vcpu1", "web3/vcpu1", true)]
    [InlineData("web?", "web30/vcpu1", false)]
    [InlineData("*/disk0", "db12/disk0", true)]
    [InlineData("*", "host/pcpu3", true)]
    [InlineData("host/nvme0", "host/nvme0/queue3", true)]
    [InlineData("*a*b", "aabab", true)]
    [InlineData("*a*b", "aaba", false)]
    [InlineData("Web3", "web3/vcpu0", false)]
    [InlineData("vcpu0", "web3/vcpu0", false)]
    public void Patterns_pick_by_name(string pattern, string name, bool picks) => Assert.Equal(picks, ObjectPattern.Picks(pattern, name));

    private static string Write(TraceSelection selection, Action<RunTrace> record)
    {
        using var file = new MemoryStream();
        using var trace = new RunTrace(selection, file, [new("run", "a")]);
        record(trace);
        var summary = trace.Finish(new SimTime(1_000_000));
        Assert.Equal(file.Length, summary.Bytes);
        return Encoding.UTF8.GetString(file.ToArray());
    }
}
