using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Running;
using Sim.Benchmarks;

// "hold N EVENTS [MIX]", "mm1 CUSTOMERS [hold]" and "proc N TIMEOUTS" run once and print one line: engine, scenario, size, events, seconds,
// events per second. That is the form in which engines of other languages are compared in one sitting. "scaling SCENARIO [THREADS [ROUNDS]]"
// compares replications on one thread and several. Everything else goes to BenchmarkDotNet.
if (HostModel.TryRun(args)) return;
if (ReplicationScaling.TryRun(args)) return;
if (args is ["hold" or "mm1" or "proc", ..])
{
    var (engine, size, events, run, check) = args switch
    {
        ["hold", var n, var count, "bcl"] => Measured("bcl", n, count, new BclHoldModel(Number(n)), model => model.Run, _ => ""),
        ["hold", var n, var count, .. var mix] => Measured("hvsim", n, count, new HoldModel(Number(n), Mix(mix)), model => model.Run, _ => ""),
        ["mm1", var count, .. var way] => Measured("hvsim", "1", count, new ResourceModel(holds: way is ["hold"]), model => model.Run, model => model.Check()),
        ["proc", var n, var count] => Measured("hvsim", n, count, new ProcessModel(Number(n)), model => model.Run, _ => "coroutine"),
        _ => throw new ArgumentException("usage: hold N EVENTS [MIX|bcl] | mm1 CUSTOMERS [hold] | proc N TIMEOUTS | BenchmarkDotNet arguments", nameof(args)),
    };
    var started = Stopwatch.GetTimestamp();
    run();
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine} {args[0]} {size} {events} {seconds:f6} {events / seconds:f0} {check()}"));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static HoldMix Mix(string[] mix) => mix is [var name] ? Enum.Parse<HoldMix>(name, ignoreCase: true) : HoldMix.Exponential;

// The warm-up fires every event once at least, so that the pending set has its steady shape and the code its last tier.
static (string Engine, int Size, int Events, Action Run, Func<string> Check) Measured<T>(
    string engine, string size, string count, T model, Func<T, Action<int>> runOf, Func<T, string> check)
{
    var run = runOf(model);
    run(Math.Max(Number(size), 500_000));
    return (engine, Number(size), Number(count), () => run(Number(count)), () => check(model));
}
