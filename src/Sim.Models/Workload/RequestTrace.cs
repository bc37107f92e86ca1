using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hypervisor;

namespace Sim.Models.Workload;

/// <summary>A VM's requests from client to answer with their stages, and the way of each through the host's threads, for a trace.</summary>
internal sealed class RequestTrace : IRequestTrace
{
    private readonly RequestTemplate _template;
    private readonly DispatchTrace _worlds;
    private readonly int _name;
    private readonly int _arrival;
    private readonly int _faults;
    private readonly int[] _stages;

    /// <summary>Registers a VM's requests.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="process">The VM's group.</param>
    /// <param name="service">The service.</param>
    /// <param name="worlds">Where threads are drawn.</param>
    public RequestTrace(RunTrace trace, int process, GuestService service, DispatchTrace worlds)
    {
        (_template, _worlds) = (service.Template, worlds);
        Requests = trace.Operations(process, service.Vm.Name + "/requests", "request", new TraceKeys("user"));
        _name = trace.Name(_template.Name);
        _arrival = trace.Name("arrival");
        _faults = trace.Name("page faults");
        _stages = [.. NamesOf(_template).Select(trace.Name)];
        service.Trace = this;
    }

    /// <summary>The requests by the service's own numbers.</summary>
    public AsyncTrace Requests { get; }

    /// <summary>Names of the stages of a kind.</summary>
    public static IEnumerable<string> NamesOf(RequestTemplate template) => template.IsChosenBySource ? ["disk"] : template.Stages.Select(stage => NameOf(stage.Kind));

    private static string NameOf(StageKind kind) => kind switch
    {
        StageKind.Cpu => "cpu",
        StageKind.Read => "read",
        StageKind.Write => "write",
        _ => "answer",
    };

    public void Opened(int id, int user, SimTime now)
    {
        Requests.Begin(id, _name, now, user);
        if (_template.RequestBytes > 0) Requests.Stage(id, _arrival, now);
    }

    public void Arrived(int id, World vcpu, SimTime now) => Requests.Hop(id, _worlds.ThreadOf(vcpu), isLast: false, now);

    public void Faulted(int id, SimTime now) => Requests.Stage(id, _faults, now);

    public void Began(int id, int stage, SimTime now) => Requests.Stage(id, _stages[stage], now);

    public void Worked(int id, int stage, World vcpu, SimTime now) =>
        Requests.Hop(id, _worlds.ThreadOf(vcpu), isLast: stage == _stages.Length - 1, now);

    public void Closed(int id, SimTime now) => Requests.End(id, now);
}
