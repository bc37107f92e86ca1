using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <content>The way of a request through the host: its thread, layers, hand-over to a worker, backend, and back.</content>
public sealed partial class VirtualDisk
{
    private BlockPlan[]? _plans;

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        Trace?.Returned(index, _calendar.Now);
        _path.Gate?.Leave(_path.Queue, index);
        if (_threads.Length == 0)
        {
            OnHostCompleted(index, world: null);
            return;
        }

        ref readonly var request = ref _requests[index];
        var more = _plans is not null && _plans[index].Submitted < _plans[index].Count;
        if (request.Worker > 0)
            GiveFromInterrupt(_path.Workers![request.Worker - 1], index, more ? Stage.WorkerNext : Stage.WorkerComplete, more ? _costs.SubmitBatched.Picoseconds : 0);
        else if (more)
            GiveFromInterrupt(ThreadOf(in request), index, Stage.HostNext, _costs.SubmitBatched.Picoseconds);
        else
            GiveFromInterrupt(ThreadOf(in request), index, Stage.HostComplete, CompleteCost(ThreadOf(in request)).Picoseconds);
    }

    private World ThreadOf(in DiskRequest request) => _threads[request.Vcpu % _threads.Length];

    private void StartHost(int id)
    {
        Trace?.Handed(id, _calendar.Now);
        _inFlight++;
        if (_plans is not null) Plan(id);
        if (_threads.Length == 0)
        {
            SubmitStep(id);
            return;
        }

        ref readonly var request = ref _requests[id];
        var thread = ThreadOf(in request);
        var isBatched = !_path.IsPolled && thread.Backlog > 0;
        var cost = isBatched ? _costs.SubmitBatched : thread.State == WorldState.Running ? _costs.SubmitPolled : _costs.Submit;
        var layers = _plans is null ? 0 : _plans[id].Cpu;
        Give(thread, id, Stage.HostSubmit, cost.Picoseconds + layers + (isBatched ? _path.SubmitExtraBatched : _path.SubmitExtra));
    }

    private void Plan(int id)
    {
        if (id >= _plans!.Length) Array.Resize(ref _plans, Math.Max(id + 1, _plans.Length * 2));
        ref var plan = ref _plans[id];
        plan = default;
        plan.Add(_requests[id].Operation, _requests[id].Bytes, _requests[id].Offset);
        foreach (var layer in _path.Layers) layer.Apply(ref plan);
        _path.Background!.Leave(plan.WrittenLater);
    }

    private void OnHostSubmitted(int id)
    {
        if (_plans is not null && _plans[id].WrittenLater > 0) _path.Background!.Write(_plans[id].WrittenLater);
        if (_plans is not null && _plans[id].Count == 0)
        {
            OnHostCompleted(id, ThreadOf(in _requests[id]));
            return;
        }

        if (_path.Workers is not { } workers)
        {
            SubmitStep(id);
            return;
        }

        if (workers.TryTake(id, out var worker)) StartWorker(id, worker);
        else Trace?.Queued(id);
    }

    private void StartWorker(int id, int worker)
    {
        _requests[id].Worker = worker + 1;
        Give(_path.Workers![worker], id, Stage.WorkerSubmit, _path.HandOver);
    }

    private void SubmitStep(int id)
    {
        ref readonly var request = ref _requests[id];
        var step = _plans is null ? new BlockStep(request.Operation, request.Bytes, request.Offset) : _plans[id][_plans[id].Submitted++];
        // Whatever stands between here and the drives holds it until the drives are heard of.
        Trace?.Queued(id);
        if (_plans is not null && step.Operation == IoOperation.Flush) _path.Background!.FlushBehind(this, id);
        else if (_path.Gate is { } gate) gate.Enter(step.Operation, step.Offset, step.Bytes, _path.Queue, this, id);
        else _path.Backend.Submit(step.Operation, step.Offset, step.Bytes, _path.Queue + (_threads.Length > 1 ? request.Vcpu % _threads.Length : 0), this, id);
    }

    private void OnWorkerDone(int id)
    {
        ref var request = ref _requests[id];
        var worker = request.Worker - 1;
        request.Worker = 0;
        var thread = ThreadOf(in request);
        Give(thread, id, Stage.HostComplete, CompleteCost(thread).Picoseconds + _path.HandOver);
        if (_path.Workers!.TryHandOn(worker, out var next)) StartWorker(next, worker);
    }

    private SimDuration CompleteCost(World thread) =>
        !_path.IsPolled && thread.Backlog > 0 ? _costs.CompleteBatched : thread.State == WorldState.Running ? _costs.CompletePolled : _costs.Complete;

    private void OnHostCompleted(int id, World? world)
    {
        Trace?.Finished(id, _requests[id].Client, _requests[id].Index, world, _calendar.Now);
        Release(id);
    }

    private void Give(World world, int id, Stage stage, long work)
    {
        var item = new WorkItem(work, this, (int)stage, id);
        Trace?.Waits(id, world, in item, SimDuration.Zero);
        _dispatcher.Submit(world, in item, urgent: _path.IsPolled);
    }

    private void GiveFromInterrupt(World world, int id, Stage stage, long work)
    {
        var item = new WorkItem(work, this, (int)stage, id);
        Trace?.Waits(id, world, in item, SimDuration.Zero);
        if (_path.IsPolled) _dispatcher.Submit(world, in item, urgent: true);
        else _dispatcher.SubmitFromInterrupt(world, in item);
    }
}
