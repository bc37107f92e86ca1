using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Interrupts of drives and controllers on the pCPUs of a Linux host: one vector for each queue pair, handled where the queue's requests come from.</summary>
/// <remarks>
/// Models the message on its way, handlers that find several completions, one after the other on a pCPU, the time they take from what runs there and the exit of an
/// idle state they cost. Completions that come before the handler looks share it. pCPUs that share a queue pair for want of vectors are interrupted on the first of them.
/// Leaves out: completion sent on to the submitting pCPU by an interrupt of its own (rq_affinity), threaded handlers, irqbalance, handlers that look again before they end.
/// Source: network-and-storage 1.1, 8A; Linux drivers/nvme/host/pci.c (nvme_irq, nvme_setup_irqs), kernel/irq/affinity.c. Page: docs/models/storage-path.md.
/// </remarks>
public sealed class HostInterrupts : IEventTarget
{
    private const int None = -1;

    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly HostInterruptCosts _costs;
    private readonly int _pcpus;
    private readonly Line[] _lines;
    private readonly Slab<Completion> _completions = new(256);
    private readonly List<int> _submitters = [];
    private Source[] _sources = [];
    private Vector[] _vectors = [];

    /// <summary>A host whose drives are silent.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host's pCPUs.</param>
    /// <param name="costs">What an interrupt takes.</param>
    public HostInterrupts(EventCalendar calendar, CpuDispatcher dispatcher, HostInterruptCosts costs)
    {
        (_calendar, _dispatcher, _costs, _pcpus) = (calendar, dispatcher, costs, dispatcher.Topology.Pcpus);
        _lines = new Line[_pcpus];
        Array.Fill(_lines, new Line { Current = None, FirstWaiting = None, LastWaiting = None });
    }

    private enum Step
    {
        Arrived,
        Begun,
        Ended,
    }

    /// <summary>Handlers that ran since the beginning.</summary>
    public long Handlers { get; private set; }

    /// <summary>Completions that they found.</summary>
    public long Completions { get; private set; }

    /// <summary>Whether a handler tells somebody at this instant.</summary>
    internal bool IsTelling { get; private set; }

    /// <summary>Adds a drive or a controller.</summary>
    /// <param name="owner">Who is told of what is done.</param>
    /// <param name="number">The owner's number for it.</param>
    /// <param name="queuePairs">Its queue pairs, each with a vector.</param>
    /// <returns>Its number here.</returns>
    internal int Add(IHostInterruptSink owner, int number, int queuePairs)
    {
        var source = _sources.Length;
        Array.Resize(ref _sources, source + 1);
        _sources[source] = new Source(owner, number, Math.Min(queuePairs, _pcpus));
        Array.Resize(ref _vectors, _vectors.Length + _pcpus);
        for (var i = source * _pcpus; i < _vectors.Length; i++) _vectors[i] = new Vector { First = None, Last = None, NextWaiting = None };
        return source;
    }

    /// <summary>The pCPU that a request comes from: of the thread whose work just ended, of the handler that goes on with it, or where its queue was last used.</summary>
    /// <param name="queue">Number of the submitting storage thread.</param>
    internal int SubmitterOf(int queue)
    {
        while (_submitters.Count <= queue) _submitters.Add(0);
        if (_dispatcher.Waker is { } waker) _submitters[queue] = waker.Pcpu;
        return _submitters[queue];
    }

    /// <summary>A drive is done with a command.</summary>
    /// <param name="source">The drive's number here.</param>
    /// <param name="submitter">The pCPU that the command came from.</param>
    /// <param name="id">The owner's number for the command.</param>
    internal void Completed(int source, int submitter, int id)
    {
        var vector = (source * _pcpus) + PcpuOf(submitter, _sources[source].QueuePairs);
        var completion = _completions.Rent();
        _completions[completion] = new Completion { Id = id, Next = None };
        ref var state = ref _vectors[vector];
        if (state.Last == None) state.First = completion;
        else _completions[state.Last].Next = completion;
        state.Last = completion;
        state.Count++;
        if (state.IsRaised) return;
        state.IsRaised = true;
        _calendar.Schedule(_costs.Delivery, new EventAction(this, (int)Step.Arrived, vector));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Arrived:
                OnArrived(action.Index);
                break;
            case Step.Begun:
                Begin(action.Index);
                break;
            default:
                OnEnded(action.Index);
                break;
        }
    }

    /// <summary>Queue pairs are spread evenly; the first pCPU of those that share one takes its interrupts.</summary>
    private int PcpuOf(int submitter, int queuePairs)
    {
        if (queuePairs == _pcpus) return submitter;
        var pair = submitter * queuePairs / _pcpus;
        return ((pair * _pcpus) + queuePairs - 1) / queuePairs;
    }

    private void OnArrived(int vector)
    {
        var pcpu = vector % _pcpus;
        ref var line = ref _lines[pcpu];
        if (line.Current != None)
        {
            // Interrupts are off in a handler.
            if (line.LastWaiting == None) line.FirstWaiting = vector;
            else _vectors[line.LastWaiting].NextWaiting = vector;
            line.LastWaiting = vector;
            return;
        }

        line.Current = vector;
        var wait = _dispatcher.BeginHandler(pcpu);
        if (wait == SimDuration.Zero) Begin(pcpu);
        else _calendar.Schedule(wait, new EventAction(this, (int)Step.Begun, pcpu));
    }

    private void Begin(int pcpu)
    {
        ref var line = ref _lines[pcpu];
        ref var vector = ref _vectors[line.Current];
        line.Batch = vector.Count;
        vector.IsRaised = false;
        var first = _dispatcher.RunsStorage(pcpu) ? _costs.WarmHandler : _costs.Handler;
        var time = first + (_costs.Further * (long)(line.Batch - 1));
        _dispatcher.RunHandler(pcpu, time, _costs.GuestExit);
        _calendar.Schedule(time, new EventAction(this, (int)Step.Ended, pcpu));
    }

    private void OnEnded(int pcpu)
    {
        var current = _lines[pcpu].Current;
        var source = _sources[current / _pcpus];
        Handlers++;
        _dispatcher.TellFromHandler(pcpu);
        IsTelling = true;
        for (var left = _lines[pcpu].Batch; left > 0; left--)
        {
            ref var vector = ref _vectors[current];
            var first = vector.First;
            var completion = _completions[first];
            _completions.Return(first);
            vector.First = completion.Next;
            if (vector.First == None) vector.Last = None;
            vector.Count--;
            Completions++;
            source.Owner.OnInterrupt(source.Number, completion.Id);
        }

        IsTelling = false;
        ref var line = ref _lines[pcpu];
        line.Current = line.FirstWaiting;
        if (line.Current == None)
        {
            _dispatcher.EndHandler(pcpu, more: false);
            return;
        }

        line.FirstWaiting = _vectors[line.Current].NextWaiting;
        _vectors[line.Current].NextWaiting = None;
        if (line.FirstWaiting == None) line.LastWaiting = None;
        _dispatcher.EndHandler(pcpu, more: true);
        Begin(pcpu);
    }

    private readonly record struct Source(IHostInterruptSink Owner, int Number, int QueuePairs);

    private struct Completion
    {
        public int Id;
        public int Next;
    }

    private struct Vector
    {
        public int First;
        public int Last;
        public int Count;
        public int NextWaiting;
        public bool IsRaised;
    }

    private struct Line
    {
        public int Current;
        public int Batch;
        public int FirstWaiting;
        public int LastWaiting;
    }
}
