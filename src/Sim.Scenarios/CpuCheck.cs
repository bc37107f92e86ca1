using Sim.Models.Hardware.Cpu;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios;

/// <summary>Checks that the parts of a processor fit together.</summary>
internal static class CpuCheck
{
    public static void Run(CpuParameters cpu, string field, FindingReporter report)
    {
        Shape(cpu, field, report);
        Clocks(cpu, field, report);
        IdleStates(cpu, field, report);
    }

    private static void Shape(CpuParameters cpu, string field, FindingReporter report)
    {
        if (cpu.CoresPerSocket % cpu.NodesPerSocket != 0)
        {
            report.Add(field + ".nodesPerSocket", Text($"{cpu.CoresPerSocket} cores of a socket do not divide among {cpu.NodesPerSocket} NUMA nodes"), "a divisor of the cores of a socket");
            return;
        }

        if (cpu.CoresPerNode % cpu.CacheCores != 0)
            report.Add(field + ".coresPerCache", Text($"{cpu.CoresPerNode} cores of a NUMA node do not divide among caches of {cpu.CacheCores} cores"), "a divisor of the cores of a NUMA node");
    }

    private static void Clocks(CpuParameters cpu, string field, FindingReporter report)
    {
        if (cpu.LowestClock is { } lowest && lowest > cpu.Clock)
            report.Add(field + ".lowestClock", Text($"{lowest / 1e9} GHz is above the sustained clock"), Text($"up to {cpu.Clock / 1e9} GHz"));
        for (var i = 0; i < cpu.Turbo.Length; i++)
        {
            var (step, path) = (cpu.Turbo[i], Text($"{field}.turbo[{i}]"));
            if (step.Cores > cpu.CoresPerSocket) report.Add(path + ".cores", Text($"{step.Cores} cores are more than a socket has"), Text($"1 to {cpu.CoresPerSocket}"));
            if (step.Clock < cpu.Clock) report.Add(path + ".clock", Text($"{step.Clock / 1e9} GHz is below the sustained clock"), Text($"{cpu.Clock / 1e9} GHz or more"));
            if (i == 0) continue;
            if (step.Cores <= cpu.Turbo[i - 1].Cores) report.Add(path + ".cores", Text($"{step.Cores} cores do not follow {cpu.Turbo[i - 1].Cores}"), "more cores at every step");
            if (step.Clock > cpu.Turbo[i - 1].Clock) report.Add(path + ".clock", Text($"{step.Clock / 1e9} GHz is above the step before"), "no higher clock for more cores");
        }
    }

    private static void IdleStates(CpuParameters cpu, string field, FindingReporter report)
    {
        if (cpu.IdleStates.IsEmpty) report.Add(field + ".idleStates", "is an empty list", "one idle state or more, the shallowest first");
        for (var i = 1; i < cpu.IdleStates.Length; i++)
        {
            var (state, before, path) = (cpu.IdleStates[i], cpu.IdleStates[i - 1], Text($"{field}.idleStates[{i}]"));
            if (state.Residency < before.Residency) report.Add(path + ".residency", $"{state.Residency} is below that of {before.Name}", "the shallowest state first");
            if (state.Exit < before.Exit) report.Add(path + ".exit", $"{state.Exit} is below that of {before.Name}", "the shallowest state first");
            if (state.Power > before.Power) report.Add(path + ".power", $"is above that of {before.Name}", "the shallowest state first");
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
