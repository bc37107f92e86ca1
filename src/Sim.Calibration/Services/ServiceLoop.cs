using System.Collections.Immutable;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Calibration.Services;

/// <summary>A service and its closed loop of clients: each client always has one request under way, and each request goes to and fro a number of times.</summary>
/// <remarks>
/// Server work of a request is the same in all its round trips, the client's follows each of them. Leaves out the loopback's own delay, partial responses and statements of unequal size.
/// </remarks>
internal sealed class ServiceLoop : IWorkSink
{
    private readonly ServiceProgram _program;
    private readonly ServiceDemand _demand;
    private readonly EventCalendar _calendar;
    private readonly ServiceCpu _serverCpu;
    private readonly ServiceCpu _clientCpu;
    private readonly RngStream _demandStream;
    private readonly LogFlush? _log;
    private readonly Client[] _clients;
    private readonly List<long> _responses = [];

    public ServiceLoop(ServiceProgram program, int clients, ServiceDemand demand, EventCalendar calendar, ServiceCpu serverCpu, ServiceCpu clientCpu, RngStreams streams)
    {
        (_program, _demand, _calendar, _serverCpu, _clientCpu) = (program, demand, calendar, serverCpu, clientCpu);
        _demandStream = streams.Get($"{program.Key}/demand");
        if (program.Commits) _log = new LogFlush(calendar, demand, streams.Get($"{program.Key}/commit"), OnCommitted);
        _clients = new Client[clients];
        for (var i = 0; i < clients; i++)
        {
            var alone = program.ThreadPerConnection || i == 0;
            _clients[i] = new Client
            {
                Server = alone ? serverCpu.AddThread(program.Server, FormattableString.Invariant($"{program.Server}/{i}")) : _clients[0].Server,
                Generator = alone ? clientCpu.AddThread(program.Client, FormattableString.Invariant($"{program.Client}/{i}")) : _clients[0].Generator,
            };
        }
    }

    private enum Step
    {
        Served,
        CommitServed,
        ClientDone,
    }

    /// <summary>Requests completed so far, in order, with their response times in picoseconds.</summary>
    public ImmutableArray<long> Responses => [.. _responses];

    /// <summary>All clients send their first request.</summary>
    public void Start()
    {
        for (var i = 0; i < _clients.Length; i++) Begin(i);
    }

    public void OnWorkDone(World world, in WorkItem item)
    {
        switch ((Step)item.Kind)
        {
            case Step.Served:
                if (_log is not null && _clients[item.Index].RoundTrips == _program.RoundTrips - 1) _log.Commit(item.Index);
                else Answer(item.Index);
                break;
            case Step.CommitServed:
                Answer(item.Index);
                break;
            default:
                OnClientDone(item.Index);
                break;
        }
    }

    private void Begin(int index)
    {
        ref var client = ref _clients[index];
        client.Started = _calendar.Now;
        client.RoundTrips = 0;
        client.Work = (long)(_demand.Cpu.Picoseconds * _demand.Law.Sample(_demandStream) / _program.RoundTrips);
        Send(index);
    }

    private void Send(int index)
    {
        ref var client = ref _clients[index];
        // A commit works before the flush and after it.
        var work = _log is not null && client.RoundTrips == _program.RoundTrips - 1 ? client.Work / 2 : client.Work;
        _serverCpu.Dispatcher.Submit(client.Server, new WorkItem(work, this, (int)Step.Served, index));
    }

    private void OnCommitted(int index) =>
        _serverCpu.Dispatcher.Submit(_clients[index].Server, new WorkItem(_clients[index].Work / 2, this, (int)Step.CommitServed, index));

    private void Answer(int index) =>
        _clientCpu.Dispatcher.Submit(_clients[index].Generator, new WorkItem(_demand.ClientCpu.Picoseconds, this, (int)Step.ClientDone, index));

    private void OnClientDone(int index)
    {
        ref var client = ref _clients[index];
        client.RoundTrips++;
        if (client.RoundTrips < _program.RoundTrips)
        {
            Send(index);
            return;
        }

        _responses.Add((_calendar.Now - client.Started).Picoseconds);
        Begin(index);
    }

    private struct Client
    {
        public World Server;
        public World Generator;
        public SimTime Started;
        public int RoundTrips;
        public long Work;
    }
}
