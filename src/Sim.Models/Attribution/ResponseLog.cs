using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Workload;

namespace Sim.Models.Attribution;

/// <summary>The response time of every measured request of a VM: 24 bytes a request.</summary>
internal sealed class ResponseLog : IRequestTrace
{
    private readonly List<RequestResponse> _responses = [];
    private readonly Dictionary<int, (long Number, SimTime Issued)> _open = [];
    private long _opened;

    public ResponseLog(GuestService service) => service.Trace = this;

    /// <summary>In the order of the answers.</summary>
    public IReadOnlyList<RequestResponse> Responses => _responses;

    /// <summary>Requests without an answer so far.</summary>
    public int Unfinished => _open.Count;

    /// <summary>The end of the warm-up: what was answered before is not measured.</summary>
    public void Clear() => _responses.Clear();

    public void Opened(int id, int user, SimTime now) => _open[id] = (++_opened, now);

    public void Closed(int id, SimTime now)
    {
        _open.Remove(id, out var request);
        _responses.Add(new RequestResponse(request.Number, request.Issued, now - request.Issued));
    }

    public void Arrived(int id, World vcpu, SimTime now)
    {
    }

    public void Faulted(int id, SimTime now)
    {
    }

    public void Began(int id, int stage, SimTime now)
    {
    }

    public void Worked(int id, int stage, World vcpu, SimTime now)
    {
    }
}
