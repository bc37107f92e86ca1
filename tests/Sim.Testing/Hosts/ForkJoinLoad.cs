using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Testing.Hosts;

/// <summary>A parallel program on all vCPUs of a VM: each computes its part of a round, and when the last is done the program sleeps; exponential times.</summary>
public sealed class ForkJoinLoad : IWorkSink, IEventTarget
{
    private readonly HostHarness _host;
    private readonly VirtualMachine _vm;
    private readonly RngStream _random;
    private readonly double _work;
    private readonly double _sleep;
    private int _open;

    /// <summary>Starts with a sleep.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vm">The VM, whose vCPUs have nothing else to do.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="work">Mean work of a vCPU in a round.</param>
    /// <param name="sleep">Mean sleep between rounds.</param>
    public ForkJoinLoad(HostHarness host, VirtualMachine vm, RngStream random, SimDuration work, SimDuration sleep)
    {
        (_host, _vm, _random, _work, _sleep) = (host, vm, random, work.Picoseconds, sleep.Picoseconds);
        Sleep();
    }

    /// <summary>Rounds ended.</summary>
    public long Rounds { get; private set; }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        _open = _vm.Vcpus.Length;
        foreach (var vcpu in _vm.Vcpus) _host.Dispatcher.Submit(vcpu, new WorkItem((long)(_work * _random.NextExponential()), this, 0));
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if (--_open > 0) return;
        Rounds++;
        Sleep();
    }

    private void Sleep() => _host.Calendar.Schedule(new SimDuration((long)(_sleep * _random.NextExponential())), new EventAction(this, 0));
}
