using System.Collections.Immutable;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Workload;

/// <summary>Where in a request's CPU time it takes which lock, and how often it shoots down translations: laid out once, drawn for every request.</summary>
/// <remarks>The takings of a lock lie evenly over the mean CPU time of a request. A draw fills a row: a hold for every taking, 0 for one that does not
/// happen, then the shootdowns of every stage.</remarks>
internal sealed class SectionPlan
{
    private readonly ImmutableArray<LockSpec> _specs;
    private readonly Distribution[] _holds;
    private readonly int[][] _slotsOfLock;
    private readonly int[] _lockOfSlot;
    private readonly int[] _firstSlot;
    private readonly GuestLock[] _locks;
    private readonly bool[] _computes;
    private readonly double _shootdowns;

    private SectionPlan(RequestTemplate template, VirtualMachine vm)
    {
        _specs = template.Locks;
        _shootdowns = vm.Vcpus.Length > 1 ? template.TlbShootdowns : 0;
        _locks = [.. _specs.Select(spec => vm.AddLock(spec.Name, spec.Order))];
        _holds = [.. _specs.Select(spec => spec.Variation > 0 ? (Distribution)new LogNormal(spec.Hold.Seconds, spec.Variation) : new Constant(spec.Hold.Seconds))];
        _computes = [.. template.Stages.Select(stage => stage.Kind == StageKind.Cpu)];
        double[] ends = [.. CpuUpTo(template)];
        var takings = new List<(int Stage, double Place, int Lock, int Number)>();
        for (var held = 0; held < _specs.Length; held++)
        {
            var most = (int)Math.Ceiling(_specs[held].PerRequest);
            for (var number = 0; number < most; number++)
            {
                var place = (number + 0.5) / most * ends[^1];
                takings.Add((Array.FindIndex(ends, end => end > place), place, held, number));
            }
        }

        takings = [.. takings.OrderBy(taking => taking.Place).ThenBy(taking => taking.Lock)];
        _lockOfSlot = [.. takings.Select(taking => taking.Lock)];
        _slotsOfLock = [.. _specs.Select((_, held) => takings.Select((taking, slot) => (taking, slot)).Where(pair => pair.taking.Lock == held)
            .OrderBy(pair => pair.taking.Number).Select(pair => pair.slot).ToArray())];
        _firstSlot = new int[template.Stages.Length + 1];
        for (var stage = 0; stage <= template.Stages.Length; stage++) _firstSlot[stage] = takings.Count(taking => taking.Stage < stage);
        Width = takings.Count + template.Stages.Length;
    }

    /// <summary>Numbers of a row.</summary>
    public int Width { get; }

    /// <summary>Mean CPU seconds of a request under locks, at 3 GHz.</summary>
    public double MeanHeld => _specs.Select((spec, held) => spec.PerRequest * _holds[held].Mean).Sum();

    /// <summary>The plan of a kind of request in a VM, whose locks it adds; null when there is nothing to plan.</summary>
    public static SectionPlan? Of(RequestTemplate template, VirtualMachine vm) =>
        template.Locks.IsEmpty && (template.TlbShootdowns == 0 || vm.Vcpus.Length == 1) ? null : new SectionPlan(template, vm);

    /// <summary>Draws a request's row.</summary>
    /// <param name="row">Holds in seconds by slot, then shootdowns by stage.</param>
    /// <param name="drawn">What was drawn for each stage: CPU seconds at the host's clock, for CPU stages.</param>
    /// <param name="clockScale">3 GHz over the host's clock.</param>
    /// <param name="random">Source of chance.</param>
    /// <returns>CPU seconds under locks.</returns>
    public double Draw(Span<double> row, ReadOnlySpan<double> drawn, double clockScale, RngStream random)
    {
        var held = 0.0;
        for (var i = 0; i < _slotsOfLock.Length; i++)
        {
            var count = GuestService.Count(_specs[i].PerRequest, random);
            var slots = _slotsOfLock[i];
            for (var j = 0; j < slots.Length; j++)
            {
                var hold = _holds[i].Sample(random) * clockScale;
                row[slots[j]] = j < count ? hold : 0;
                if (j < count) held += hold;
            }
        }

        for (var stage = 0; stage < drawn.Length; stage++)
            row[_lockOfSlot.Length + stage] = _shootdowns > 0 && _computes[stage] ? GuestService.Count(_shootdowns * drawn[stage], random) : 0;

        return held;
    }

    /// <summary>First slot of a stage; the first of the next stage is the end.</summary>
    public int FirstSlot(int stage) => _firstSlot[stage];

    /// <summary>The lock of a slot.</summary>
    public GuestLock LockOf(int slot) => _locks[_lockOfSlot[slot]];

    /// <summary>Shootdowns of a stage.</summary>
    public int Shootdowns(ReadOnlySpan<double> row, int stage) => (int)row[_lockOfSlot.Length + stage];

    private static IEnumerable<double> CpuUpTo(RequestTemplate template)
    {
        var sum = 0.0;
        foreach (var stage in template.Stages) yield return sum += stage.Kind == StageKind.Cpu ? stage.Demand.Seconds : 0;
    }
}
