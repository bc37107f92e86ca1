using System.Diagnostics;
using System.Globalization;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Scenarios;

namespace Sim.Benchmarks;

/// <summary>Replications of a scenario on one thread and on several, alternately: wall time, CPU time and their ratios.</summary>
/// <remarks>
/// On a machine with other work the wall ratio says little; the ratio of CPU times says what the threads cost each other (1 is nothing), and
/// bounds the wall ratio on a quiet machine from below by itself over the threads.
/// </remarks>
internal static class ReplicationScaling
{
    private const int Replications = 16;

    /// <summary>Runs <c>scaling SCENARIO [THREADS [ROUNDS]]</c>; false when the words ask for something else.</summary>
    public static bool TryRun(string[] args)
    {
        if (args is not ["scaling", var path, ..]) return false;
        var threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        var rounds = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3;
        var plan = PlanOf(path);

        // One round that is not counted brings the code to its last tier.
        var fingerprint = Time(plan, threads).Fingerprint;
        var (one, several) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            one.Add(Time(plan, 1));
            several.Add(Time(plan, threads));
            if (one[^1].Fingerprint != fingerprint || several[^1].Fingerprint != fingerprint)
                throw new InvalidOperationException($"the fingerprint depends on the threads: {one[^1].Fingerprint}, {several[^1].Fingerprint}, {fingerprint}");
        }

        // The least of several times is the one that other work on the machine disturbed least.
        var (wall1, wallN) = (one.Min(sample => sample.Wall), several.Min(sample => sample.Wall));
        var (cpu1, cpuN) = (one.Min(sample => sample.Cpu), several.Min(sample => sample.Cpu));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"scaling {Replications} replications: 1 thread {wall1:f3} s wall {cpu1:f3} s CPU; {threads} threads {wallN:f3} s wall {cpuN:f3} s CPU; wall ratio {wallN / wall1:f3}, CPU ratio {cpuN / cpu1:f3}, collections {several[^1].Collections}, fingerprint {fingerprint}"));
        return true;
    }

    private static RunPlan PlanOf(string path)
    {
        var scenario = ScenarioReader.Read(path).Value;
        var vms = VmPlans.Of(scenario.Vms);
        return new RunPlan
        {
            Scenario = scenario.Name,
            Seed = (ulong)scenario.Measurement.Seed,
            Replications = Replications,
            Points = [HostPoint.Of("host", scenario.Host, scenario.Hypervisor, vms, scenario.Measurement, _ => path)],
        };
    }

    private static Sample Time(RunPlan plan, int threads)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (cpu, collections, started) = (process.TotalProcessorTime, GC.CollectionCount(0), Stopwatch.GetTimestamp());
        var outcome = new ReplicationRunner(threads).RunAsync(plan).GetAwaiter().GetResult();
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return new Sample(wall, (process.TotalProcessorTime - cpu).TotalSeconds, GC.CollectionCount(0) - collections, outcome.Fingerprint());
    }

    private readonly record struct Sample(double Wall, double Cpu, int Collections, string Fingerprint);
}
