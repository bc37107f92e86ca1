using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Tutorial;

internal sealed class ClosedNetwork
{
    public const int Users = 12;
    public const double Think = 10;
    public const double CpuService = 1;
    public const double DiskService = 0.8;

    private readonly EventCalendar _calendar = new();
    private readonly RngStream _stream;
    private readonly ServerPool _cpu;
    private readonly ServerPool _disk;
    private SimTime _measuredFrom;

    public ClosedNetwork(int replication)
    {
        _stream = new RngStreams(seed: 1, replication).Get("network");
        _cpu = new ServerPool(_calendar, servers: 1);
        _disk = new ServerPool(_calendar, servers: 1);
        for (var i = 0; i < Users; i++) _ = User();
    }

    public long Cycles { get; private set; }

    public double Throughput => Cycles / (_calendar.Now - _measuredFrom).Milliseconds;

    public double MeanAtCpu => _cpu.Statistics.Queue.Length.MeanAt(_calendar.Now) + _cpu.Statistics.Busy.MeanAt(_calendar.Now);

    // <user>
    private async Coroutine User()
    {
        while (true)
        {
            await _calendar.Delay(Exponential(Think));
            await _cpu.Serve(Exponential(CpuService));
            await _disk.Serve(Exponential(DiskService));
            Cycles++;
        }
    }
    // </user>

    // <run>
    public void Run(double warmUpMilliseconds, double lengthMilliseconds)
    {
        _calendar.RunUntil(SimTime.Zero + SimDuration.FromMilliseconds(warmUpMilliseconds));
        _measuredFrom = _calendar.Now;
        Cycles = 0;
        _cpu.Statistics.Reset(_calendar.Now);
        _calendar.RunUntil(_calendar.Now + SimDuration.FromMilliseconds(lengthMilliseconds));
    }
    // </run>

    private SimDuration Exponential(double milliseconds) => SimDuration.FromMilliseconds(milliseconds * _stream.NextExponential());
}
