using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Attribution;

/// <summary>Listens to one drive for the commands of watched requests.</summary>
internal sealed class DriveRecorder : INvmeTrace
{
    private readonly RequestRecorder _recorder;
    private readonly int _firstTransfer;

    public DriveRecorder(IDrive drive, RequestRecorder recorder, int firstTransfer = 0)
    {
        (_recorder, _firstTransfer) = (recorder, firstTransfer);
        drive.Trace = this;
    }

    public void Submitted(int id, in IoCommand command, int queue, int outstanding, SimTime now) =>
        _recorder.OfTransfer(_firstTransfer + command.RequestId)?.Commands.Add(new DriveCommand(this, id));

    public void Queued(int id, int waiting, SimTime now)
    {
        if (_recorder.CommandOf(this, id) is { } command) command.IsUnfetched = true;
    }

    public void Fetched(int id, int waiting, SimTime now)
    {
        if (_recorder.CommandOf(this, id) is { } command) command.IsUnfetched = false;
    }

    public void Dispatched(int id, IoOperation operation, SimTime now)
    {
    }

    public void Completed(int id, int queue, int outstanding, SimTime now) => _recorder.Completed(this, id);

    public void Waits(int id)
    {
        if (_recorder.CommandOf(this, id) is { } command) command.Waiting++;
    }

    public void Goes(int id)
    {
        if (_recorder.CommandOf(this, id) is { } command) command.Waiting--;
    }
}
