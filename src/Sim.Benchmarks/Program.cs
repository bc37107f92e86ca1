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
    var (engine, size, events, run) = args switch
    {
        ["hold", var n, var count, "bcl"] => ("bcl", Number(n), Number(count), Warm(new BclHoldModel(Number(n)).Run, Number(n), Number(count))),
        ["hold", var n, var count, .. var mix] => ("hvsim", Number(n), Number(count), Warm(new HoldModel(Number(n), Mix(mix)).Run, Number(n), Number(count))),
        ["mm1", var customers, .. var way] => ("hvsim", 1, Number(customers), Warm(new ResourceModel(holds: way is ["hold"]).Run, 1, Number(customers))),
        ["proc", var n, var count] => ("hvsim", Number(n), Number(count), Warm(new ProcessModel(Number(n)).Run, Number(n), Number(count))),
        _ => throw new ArgumentException("usage: hold N EVENTS [MIX|bcl] | mm1 CUSTOMERS [hold] | proc N TIMEOUTS | BenchmarkDotNet arguments", nameof(args)),
    };
    var started = Stopwatch.GetTimestamp();
    run();
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine} {args[0]} {size} {events} {seconds:f6} {events / seconds:f0}"));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static HoldMix Mix(string[] mix) => mix is [var name] ? Enum.Parse<HoldMix>(name, ignoreCase: true) : HoldMix.Exponential;

// The warm-up fires every event once at least, so that the pending set has its steady shape and the code its last tier.
static Action Warm(Action<int> run, int pending, int events)
{
    run(Math.Max(pending, 500_000));
    return () => run(events);
}
