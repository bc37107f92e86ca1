using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing.Tracing;

namespace Sim.Models.Tests.Tracing;

/// <summary>A host that ran with a trace, and the trace as a strict reader sees it.</summary>
internal sealed record TracedRun(SimulatedHost Host, TraceReader Trace, TraceSummary Summary)
{
    public static readonly SimDuration WarmUp = SimDuration.FromMilliseconds(50);
    public static readonly SimDuration Length = SimDuration.FromMilliseconds(150);

    /// <summary>The measured part.</summary>
    public static readonly TraceSelection Measured = new() { From = SimTime.Zero + WarmUp, To = SimTime.Zero + WarmUp + Length };

    private static readonly ImmutableArray<VmPlan> Mix =
    [
        Vm("web", 2, new WorkloadSpec { Template = "web-request", Rate = 300 }),
        Vm("db", 4, new WorkloadSpec { Template = "database-transaction", Users = 8, ThinkTime = SimDuration.FromMilliseconds(2) }),
        Vm("files", 2, new WorkloadSpec { Template = "file-serving", Rate = 400 }),
        Vm("spin", 2, new WorkloadSpec { Template = "cpu-bound", Users = 2 }),
    ];

    /// <summary>A small host with four kinds of VMs; one core is far too few, four are enough.</summary>
    public static SimulatedHost Build(HypervisorKind kind, int cores, int threads = 1) => new(
        new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = cores, ThreadsPerCore = threads },
            Memory = new MemoryParameters { Size = 256L << 30 },
        },
        new HypervisorSpec { Kind = kind }, Mix, seed: 1, replication: 0);

    public static TracedRun Of(HypervisorKind kind, int cores, TraceSelection? selection = null, int threads = 1)
    {
        var host = Build(kind, cores, threads);
        using var file = new MemoryStream();
        using var trace = new RunTrace(selection ?? Measured, file, [new("scenario", "mix \"of\" four")]);
        host.Record(trace);
        host.Run(WarmUp, Length, CancellationToken.None);
        var summary = trace.Finish(host.Calendar.Now);
        Assert.Equal(file.Length, summary.Bytes);
        var read = TraceReader.Read(file.ToArray());
        Assert.Equal(summary.Events, read.Events);
        return new TracedRun(host, read, summary);
    }

    /// <summary>Picoseconds that a thread spent in slices of a name.</summary>
    public long Sum(string thread, params string[] names) => Trace.Threads[thread].Where(slice => names.Contains(slice.Name)).Sum(slice => slice.Length);

    /// <summary>Area under a counter up to the end of the run; it is zero until it first changes.</summary>
    public Int128 Area(string counter)
    {
        if (!Trace.Counters.TryGetValue(counter, out var values)) return 0;
        var area = Int128.Zero;
        for (var i = 0; i < values.Count; i++)
        {
            var until = i + 1 < values.Count ? values[i + 1].Time : Host.Calendar.Now.Picoseconds;
            area += (Int128)values[i].Value * (until - values[i].Time);
        }

        return area;
    }

    public static string Pcpu(int number) => string.Create(CultureInfo.InvariantCulture, $"host/pcpu{number}");

    private static VmPlan Vm(string name, int vcpus, WorkloadSpec workload) => new(name, vcpus, new MemoryDemand(8L << 30, 0.9, 0.35, vcpus), workload);
}
