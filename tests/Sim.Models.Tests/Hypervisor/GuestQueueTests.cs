using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Testing.Hosts;
using Sim.Testing.Oracles;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>A VM with free dispatching is a queue that theory knows: M/M/1, M/M/c, and a closed loop that mean-value analysis solves.</summary>
public sealed class GuestQueueTests
{
    private const double ServiceMilliseconds = 1;

    [Theory]
    [InlineData(1, 0.6, false)]
    [InlineData(1, 0.6, true)]
    [InlineData(4, 0.7, false)]
    [InlineData(4, 0.7, true)]
    public void Open_arrivals_at_a_vm_respond_as_mmc(int vcpus, double load, bool esxi)
    {
        var arrivalRate = load * vcpus / ServiceMilliseconds;
        var means = Replicate(replication => new GuestLoad(Host(esxi, vcpus), vcpus, new RngStreams(11, replication), arrivalRate).Run());
        OracleCheck.Of("mean response", QueueingFormulas.MmcResponse(arrivalRate, 1 / ServiceMilliseconds, vcpus), means).Demand();
    }

    [Fact]
    public void Users_of_a_one_vcpu_vm_respond_as_mean_value_analysis_says()
    {
        const double Think = 5;
        var exact = MeanValueAnalysis.Solve([ServiceMilliseconds], Think, customers: 6);
        var means = Replicate(replication => new GuestLoad(Host(esxi: false, 1), 1, new RngStreams(12, replication), users: 6, Think).Run());
        OracleCheck.Of("mean response", exact.Responses[0], means).Demand();
    }

    [Fact]
    public void Two_threads_of_a_core_serve_at_five_eighths()
    {
        // Saturated: 8 users without thinking on 2 vCPUs of one SMT core; each serves at 0.625 of nominal: 1.25 a millisecond in all, so that by
        // Little's law a response takes 8 / 1.25 = 6.4 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1, smt: true));
        var mean = new GuestLoad(host, 2, new RngStreams(13, 0), users: 8, 0).Run();
        Assert.Equal(6.4, mean, 0.05);
    }

    [Fact]
    public void More_cores_never_make_one_vm_slower()
    {
        // The same arrivals and demands on 1 to 4 pCPUs: FIFO in the guest and work-conserving below it.
        var means = new List<double>();
        for (var cores = 1; cores <= 4; cores++)
        {
            var host = HostHarness.Kvm(HostHarness.Cores(cores));
            means.Add(new GuestLoad(host, 4, new RngStreams(14, 0), arrivalRate: 0.8).Run());
        }

        Assert.True(means[0] > means[1] && means[1] > means[2] && means[2] >= means[3], string.Join(", ", means));
    }

    private static HostHarness Host(bool esxi, int cores) => esxi ? HostHarness.Esxi(HostHarness.Cores(cores)) : HostHarness.Kvm(HostHarness.Cores(cores));

    private static List<double> Replicate(Func<int, double> run) => [.. Enumerable.Range(0, 12).Select(run)];

    /// <summary>Exponential work for a VM, from Poisson arrivals or from users who think; times in milliseconds.</summary>
    private sealed class GuestLoad : IWorkSink, IEventTarget
    {
        private readonly HostHarness _host;
        private readonly VirtualMachine _vm;
        private readonly RngStream _arrivals;
        private readonly RngStream _demands;
        private readonly double _gap;
        private readonly double _think;
        private readonly Queue<int> _free = new(Enumerable.Range(0, 4096));
        private readonly SimTime[] _issued = new SimTime[4096];
        private readonly LatencyHistogram _response = new();

        public GuestLoad(HostHarness host, int vcpus, RngStreams streams, double arrivalRate)
            : this(host, vcpus, streams)
        {
            _gap = 1 / arrivalRate;
            Next();
        }

        public GuestLoad(HostHarness host, int vcpus, RngStreams streams, int users, double think)
            : this(host, vcpus, streams)
        {
            _think = think;
            for (var user = 0; user < users; user++) Next();
        }

        private GuestLoad(HostHarness host, int vcpus, RngStreams streams)
        {
            _host = host;
            _vm = host.AddVm("vm", vcpus);
            _arrivals = streams.Get("arrivals");
            _demands = streams.Get("demands");
        }

        public double Run()
        {
            _host.Run(2.0);
            _response.Reset();
            _host.Run(60.0);
            return _response.Mean.Milliseconds;
        }

        public void OnEvent(in EventAction action)
        {
            if (_gap > 0) Next();
            var id = _free.Dequeue();
            _issued[id] = _host.Now;
            var work = SimDuration.FromMilliseconds(ServiceMilliseconds * _demands.NextExponential());
            _vm.RunTask(new WorkItem(work.Picoseconds, this, 0, id), id % _vm.Vcpus.Length);
        }

        public void OnWorkDone(World world, in WorkItem item)
        {
            _response.Add(_host.Now - _issued[item.Index]);
            _free.Enqueue(item.Index);
            if (_gap == 0) Next();
        }

        private void Next() => _host.Calendar.Schedule(
            SimDuration.FromMilliseconds((_gap > 0 ? _gap : _think) * _arrivals.NextExponential()), new EventAction(this, 0));
    }
}
