using Sim.Models.Hypervisor;

namespace Sim.Models.Workload;

/// <content>CPU stages cut into pieces by critical sections and TLB shootdowns. The task stays on its vCPU from the first piece to the last.</content>
public sealed partial class GuestService
{
    private enum Step
    {
        Stage,
        Piece,
        Section,
        Touch,
        TouchAgain,
    }

    private Span<double> Row(int id) => _drawn.AsSpan((id * _width) + _template.Stages.Length, _width - _template.Stages.Length);

    /// <summary>Begins a CPU stage: its work outside critical sections is cut into equal pieces, one more than there are interruptions.</summary>
    private WorkItem FirstPiece(int id)
    {
        ref var request = ref _requests[id];
        var row = Row(id);
        var end = _plan!.FirstSlot(request.Stage + 1);
        request.Slot = _plan.FirstSlot(request.Stage);
        request.Step = 0;
        request.Steps = request.Shootdowns = _plan.Shootdowns(row, request.Stage);
        request.Held = 0;
        for (var slot = request.Slot; slot < end; slot++)
        {
            if (row[slot] > 0) request.Steps++;
        }

        return Piece(id);
    }

    private WorkItem Piece(int id)
    {
        ref var request = ref _requests[id];
        var work = _vm.GuestWork(Drawn(id, request.Stage) / (request.Steps + 1));
        return new WorkItem(work, this, (int)(request.Step == request.Steps ? Step.Stage : Step.Piece), id);
    }

    private void OnPieceDone(World world, int id)
    {
        ref var request = ref _requests[id];
        // Shootdowns are spread evenly among the steps.
        var step = request.Step++;
        if ((step + 1) * request.Shootdowns / request.Steps > step * request.Shootdowns / request.Steps)
        {
            _vm.TlbShootdowns.Begin(world, Piece(id));
            return;
        }

        var row = Row(id);
        while (row[request.Slot] == 0) request.Slot++;
        var hold = row[request.Slot];
        request.Held += hold;
        _plan!.LockOf(request.Slot).Acquire(world, new WorkItem(_vm.GuestWork(hold), this, (int)Step.Section, id));
    }

    private void OnSectionDone(World world, int id)
    {
        ref var request = ref _requests[id];
        _plan!.LockOf(request.Slot++).Release(world);
        _vm.Continue(world, Piece(id));
    }
}
