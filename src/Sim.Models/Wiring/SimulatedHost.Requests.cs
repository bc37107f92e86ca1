using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Models.Attribution;

namespace Sim.Models.Wiring;

/// <content>Single requests of one VM: how long each took, and where the time of some went. Both change no result.</content>
public sealed partial class SimulatedHost
{
    private ResponseLog? _responses;
    private RequestRecorder? _recorder;

    /// <summary>The measured requests of the VM that <see cref="LogResponses"/> named, in the order of their answers.</summary>
    public IReadOnlyList<RequestResponse> Responses => _responses?.Responses ?? [];

    /// <summary>Requests of that VM without an answer when the run ended.</summary>
    public int Unanswered => _responses?.Unfinished ?? 0;

    /// <summary>Where the time of the requests given to <see cref="Explain"/> went, in that order, once the run is over.</summary>
    /// <exception cref="SimulationFault">One of them did not come, or not as it was said to: it is from another replication.</exception>
    public ImmutableArray<ExplainedRequest> Explained => _recorder?.Explained() ?? [];

    /// <summary>Notes the response time of every measured request of a VM; the run must not have begun.</summary>
    /// <param name="vm">The VM's number, 0 or more.</param>
    public void LogResponses(int vm)
    {
        Check.That(Calendar.Fired == 0, "a log begins with the run");
        _responses = new ResponseLog(_services[vm]);
    }

    /// <summary>Follows some requests of a VM; the run must not have begun, and no trace of it be recorded.</summary>
    /// <param name="vm">The VM's number, 0 or more.</param>
    /// <param name="requests">The requests, from <see cref="Responses"/> of another run of the same replication; none twice.</param>
    public void Explain(int vm, IEnumerable<RequestResponse> requests)
    {
        Check.That(Calendar.Fired == 0, "a record begins with the run");
        _recorder = new RequestRecorder(Dispatcher, Network, Array, Cache?.Drive, _services[vm], _disks[vm], _nics[vm], requests);
    }
}
