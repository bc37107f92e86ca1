using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Tests.Tutorial;

// <model>
internal sealed class Mm1(int replication)
{
    private readonly EventCalendar _calendar = new();
    private readonly RngStreams _streams = new(seed: 1, replication);

    public Tally Response { get; } = new();

    public void Run(SimTime end)
    {
        _ = Arrivals(new ServerPool(_calendar, servers: 1), _streams.Get("arrivals"), _streams.Get("service"));
        _calendar.RunUntil(end);
    }

    private async Coroutine Arrivals(ServerPool server, RngStream arrivals, RngStream services)
    {
        while (true)
        {
            await _calendar.Delay(SimDuration.FromMicroseconds(arrivals.NextExponential() / 0.8));
            _ = Customer(server, SimDuration.FromMicroseconds(services.NextExponential()));
        }
    }

    private async Coroutine Customer(ServerPool server, SimDuration work)
    {
        var arrived = _calendar.Now;
        await server.Serve(work);
        Response.Add((_calendar.Now - arrived).Microseconds);
    }
}
// </model>
